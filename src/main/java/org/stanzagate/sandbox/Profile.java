package org.stanzagate.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;

/**
 * What a resident tells about itself to those who ask (XEP-0030, XEP-0092, XEP-0199). Immutable.
 *
 * @param category of its identity, with {@code type} and {@code name}
 * @param items the addresses that belong to it
 * @param version the empty string where it has none to tell
 */
record Profile(String category, String type, String name, List<String> items, String version) {
  Profile {
    items = List.copyOf(items);
  }

  /** What is in the result of an iq {@code get} with that payload; empty if there is none. */
  Optional<List<Element>> answer(Element question) {
    if (question.is(Namespaces.PING, "ping")) {
      return Optional.of(List.of());
    }
    boolean toNode = question.attribute("node") != null;
    if (question.is(Namespaces.DISCO_INFO, "query") && !toNode) {
      return Optional.of(List.of(info()));
    }
    if (question.is(Namespaces.DISCO_ITEMS, "query") && !toNode) {
      return Optional.of(List.of(itemList()));
    }
    if (question.is(Namespaces.VERSION, "query") && !version.isEmpty()) {
      return Optional.of(List.of(versionQuery()));
    }
    return Optional.empty();
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
    if (!version.isEmpty()) {
      features.add(Namespaces.VERSION);
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

  private Element versionQuery() {
    return Element.builder(Namespaces.VERSION, "query")
        .add(Element.ofText(Namespaces.VERSION, "name", name))
        .add(Element.ofText(Namespaces.VERSION, "version", version))
        .build();
  }
}
