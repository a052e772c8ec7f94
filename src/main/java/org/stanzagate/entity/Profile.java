package org.stanzagate.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;
import org.stanzagate.xml.Element;

/**
 * Answers what an entity is asked about itself: service discovery (XEP-0030), ping (XEP-0199),
 * software version (XEP-0092) and last activity (XEP-0012). Discovery lists as features exactly
 * what is answered. The operating system is nobody's business (XEP-0092, section 4). Immutable,
 * safe in any thread.
 *
 * @param category of its identity, with {@code type} and {@code name}
 * @param items the addresses that belong to it
 * @param version null where it has none to tell
 * @param uptime null where it tells nothing of it
 */
public record Profile(
    String category,
    String type,
    String name,
    List<String> items,
    @Nullable String version,
    @Nullable Uptime uptime) {

  /** XEP-0030, section 7. */
  private static final StanzaError NO_SUCH_NODE =
      new StanzaError(Type.CANCEL, Condition.item_not_found, "There is no such node here.");

  public Profile {
    items = List.copyOf(items);
  }

  /**
   * Answers a question.
   *
   * @param request an iq
   * @return the result, or an error where discovery asks for a node; empty if it is about something
   *     else, or no question: none of the four knows an iq of type {@code set}
   */
  public Optional<Stanza> answer(Stanza request) {
    List<Element> payloads = request.element().elements();
    if (!request.type().equals("get") || payloads.size() != 1) {
      return Optional.empty();
    }
    Element question = payloads.get(0);
    if (question.is(Namespaces.PING, "ping")) {
      return Optional.of(request.reply("result"));
    }
    if (!question.name().equals("query")) {
      return Optional.empty();
    }
    return switch (question.namespace()) {
      case Namespaces.DISCO_INFO -> Optional.of(discover(request, question, info()));
      case Namespaces.DISCO_ITEMS -> Optional.of(discover(request, question, itemList()));
      case Namespaces.VERSION ->
          Optional.ofNullable(version).map(v -> result(request, software(v)));
      case Namespaces.LAST_ACTIVITY ->
          Optional.ofNullable(uptime).map(u -> result(request, activity(u)));
      default -> Optional.empty();
    };
  }

  /** Nodes are what we have none of. An empty one is how some clients ask for none. */
  private static Stanza discover(Stanza request, Element question, Element answer) {
    String node = question.attribute("node");
    return node == null || node.isEmpty()
        ? result(request, answer)
        : request.errorReply(NO_SUCH_NODE);
  }

  private static Stanza result(Stanza request, Element payload) {
    Stanza empty = request.reply("result");
    Element result = empty.element().toBuilder().add(payload).build();
    return new Stanza(result, empty.kind(), empty.to(), empty.from());
  }

  private Element info() {
    Element.Builder info =
        Element.builder(Namespaces.DISCO_INFO, "query")
            .add(
                Element.builder(Namespaces.DISCO_INFO, "identity")
                    .attribute("category", category)
                    .attribute("type", type)
                    .attribute("name", name)
                    .build());
    for (String feature : features()) {
      info.add(Element.builder(Namespaces.DISCO_INFO, "feature").attribute("var", feature).build());
    }
    return info.build();
  }

  private List<String> features() {
    List<String> features =
        new ArrayList<>(List.of(Namespaces.DISCO_INFO, Namespaces.DISCO_ITEMS, Namespaces.PING));
    if (version != null) {
      features.add(Namespaces.VERSION);
    }
    if (uptime != null) {
      features.add(Namespaces.LAST_ACTIVITY);
    }
    return features;
  }

  private Element itemList() {
    Element.Builder query = Element.builder(Namespaces.DISCO_ITEMS, "query");
    for (String item : items) {
      query.add(Element.builder(Namespaces.DISCO_ITEMS, "item").attribute("jid", item).build());
    }
    return query.build();
  }

  private Element software(String version) {
    return Element.builder(Namespaces.VERSION, "query")
        .add(Element.ofText(Namespaces.VERSION, "name", name))
        .add(Element.ofText(Namespaces.VERSION, "version", version))
        .build();
  }

  private static Element activity(Uptime uptime) {
    return Element.builder(Namespaces.LAST_ACTIVITY, "query")
        .attribute("seconds", String.valueOf(uptime.seconds()))
        .build();
  }
}
