package org.stanzagate.stanza;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;

/**
 * What ties the results of an archive to the query that asked for them: the {@code queryid}
 * (XEP-0313 section 4). Each result is a message of its own, and the iq's result comes after the
 * last.
 */
public final class MessageArchive {
  private static final String QUERY = "query";
  private static final String QUERY_ID = "queryid";

  private MessageArchive() {}

  /** The {@code queryid} of an iq that queries an archive; empty for any other stanza. */
  public static Optional<String> queryId(Stanza stanza) {
    return isQuery(stanza.element())
        ? stanza.element().element(Namespaces.MAM, QUERY).map(query -> query.attribute(QUERY_ID))
        : Optional.empty();
  }

  /** The {@code queryid} that a message is a result of; empty for any other stanza. */
  public static Optional<String> resultOf(Stanza stanza) {
    return stanza.kind() == Kind.MESSAGE && !stanza.isError()
        ? stanza.element().element(Namespaces.MAM, "result").map(it -> it.attribute(QUERY_ID))
        : Optional.empty();
  }

  /** An iq that queries an archive gets a {@code queryid} where it has none, or an empty one. */
  static Element withQueryId(Element stanza, Supplier<String> newId) {
    if (!isQuery(stanza)) {
      return stanza;
    }
    List<Node> children =
        stanza.children().stream().map(child -> identified(child, newId)).toList();
    return stanza.toBuilder().clearChildren().addAll(children).build();
  }

  private static Node identified(Node child, Supplier<String> newId) {
    return child instanceof Element query
            && query.is(Namespaces.MAM, QUERY)
            && isLeftOut(query.attribute(QUERY_ID))
        ? query.toBuilder().attribute(QUERY_ID, newId.get()).build()
        : child;
  }

  private static boolean isLeftOut(@Nullable String value) {
    return value == null || value.isEmpty();
  }

  /** One of type {@code get} asks which fields a query may have, and has no results. */
  private static boolean isQuery(Element stanza) {
    return stanza.is(Namespaces.CLIENT, Kind.IQ.element())
        && "set".equals(stanza.attribute("type"));
  }
}
