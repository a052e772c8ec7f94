package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.stanzagate.xml.Attribute;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.Node;
import org.stanzagate.xml.Text;

/**
 * Makes stanzas that come near those it is given: something twice, left out, moved, or with another
 * text; the same ones for the same seed.
 */
final class MutatedStanzas {
  private static final List<String> TEXTS =
      List.of(
          "", " ", "x", "true", "1", "0", "-7", "999999999999999999999", "a\nb", "<&>'\"", "😀");

  private final List<Element> seeds;
  private final Random random;

  MutatedStanzas(List<Element> seeds, long seed) {
    this.seeds = seeds;
    this.random = new Random(seed);
  }

  Element next() {
    Element stanza = one(seeds);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      stanza = changed(stanza);
    }
    return stanza;
  }

  /** Goes down some way, and changes the element that it ends at. */
  private Element changed(Element element) {
    List<Element> inner = element.elements();
    if (!inner.isEmpty() && random.nextInt(4) > 0) {
      int at = element.children().indexOf(one(inner));
      List<Node> children = new ArrayList<>(element.children());
      children.set(at, changed((Element) children.get(at)));
      return with(element, children);
    }
    List<Node> children = new ArrayList<>(element.children());
    switch (random.nextInt(7)) {
      case 0 -> children.add(random.nextInt(children.size() + 1), new Text(one(TEXTS)));
      case 1 -> {
        if (!children.isEmpty()) {
          children.add(one(children));
        }
      }
      case 2 -> {
        if (!children.isEmpty()) {
          children.remove(random.nextInt(children.size()));
        }
      }
      case 3 -> children.add(Element.of("urn:example:new", "new"));
      case 4 -> children.addAll(one(seeds).elements());
      default -> {
        return withOtherAttribute(element);
      }
    }
    return with(element, children);
  }

  private Element withOtherAttribute(Element element) {
    List<Attribute> attributes = element.attributes();
    if (attributes.isEmpty() || random.nextInt(4) == 0) {
      return element.toBuilder().attribute("extra", one(TEXTS)).build();
    }
    Attribute old = one(attributes);
    String value = random.nextInt(3) == 0 ? null : one(TEXTS);
    return old.namespace().isEmpty()
        ? element.toBuilder().attribute(old.name(), value).build()
        : element.toBuilder().lang(value).build();
  }

  private static Element with(Element element, List<Node> children) {
    return element.toBuilder().clearChildren().addAll(children).build();
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
