package org.stanzagate.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is in a tree, it comes back from what was written. */
class RoundTripTest {
  private static final String AMBIENT = "jabber:client";
  private static final String[] NAMESPACES = {
    AMBIENT, AMBIENT, AMBIENT, "", "urn:a", "urn:b", "urn:c&'<\">é", Element.XML_NAMESPACE
  };
  private static final String[] PREFIXES = {"", "", "p", "q", "ns1", "ns2", "xml", "xmlns", "é"};
  private static final String[] NAMES = {"a", "b", "message", "x-1.2_", "été", "xmlns", "lang"};
  private static final String[] TEXTS = {
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "x",
    "<",
    ">",
    "&",
    "]]>",
    "'",
    "\"",
    "&amp;",
    "é",
    "😀",
    "\uFFFD",
    "\u0085",
    "\u2028",
    "\u007F",
    "<![CDATA[",
    "<!-- -->",
    "p:a",
    "x".repeat(4_500)
  };

  @Test
  void everyTreeComesBackFromWhatWasWritten() throws XmlException {
    for (int seed = 0; seed < 3_000; seed++) {
      Element element = new Trees(seed).root();
      byte[] xml = ElementWriter.toBytes(element, AMBIENT);
      Element read = ElementReader.read(xml, AMBIENT);
      assertThat(read).as("seed %d: %s", seed, element).isEqualTo(element);
      assertThat(read.hashCode()).as("seed %d", seed).isEqualTo(element.hashCode());
      // Made-up prefixes are the author's from now on, so the text settles after one round.
      byte[] settled = ElementWriter.toBytes(read, AMBIENT);
      Element again = ElementReader.read(settled, AMBIENT);
      assertThat(ElementWriter.toBytes(again, AMBIENT)).as("seed %d", seed).isEqualTo(settled);
    }
  }

  @Test
  void everyTreeComesBackThroughAStream() throws XmlException {
    for (int seed = 0; seed < 300; seed++) {
      Element element = new Trees(seed).root();
      String xml = ElementWriter.toXml(element, AMBIENT);
      Element read = ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), AMBIENT);
      assertThat(Transcript.of(Transcript.HEADER + xml, 1_000_000, 3_000))
          .as("seed %d", seed)
          .last()
          .isEqualTo("stanza " + ElementWriter.toXml(read, AMBIENT));
    }
  }

  @Test
  void everyNameThatIsWrittenIsRead() throws XmlException {
    int names = 0;
    for (int block = 0; block < 0x11000; block += 0x800) {
      Element.Builder all = Element.builder("urn:x", "x");
      for (int c = block; c < block + 0x800; c++) {
        for (String name : new String[] {Character.toString(c), "a" + Character.toString(c)}) {
          if (XmlCharacters.isName(name)) {
            all.add(Element.builder("urn:x", name, name).attribute(name, name).build());
            names++;
          }
        }
      }
      Element element = all.build();
      assertThat(ElementReader.read(ElementWriter.toBytes(element, AMBIENT), AMBIENT))
          .isEqualTo(element);
    }
    assertThat(names).isGreaterThan(60_000);
  }

  @Test
  void aNameThatCantBeWrittenIsNotRead() {
    for (int c = 1; c <= Character.MAX_CODE_POINT; c += c < 0x2000 ? 1 : 0x95) {
      String name = "a" + Character.toString(c);
      if (XmlCharacters.isName(name)) {
        continue;
      }
      try {
        Element read =
            ElementReader.read(
                ("<" + name + " xmlns:a='urn:x'/>").getBytes(StandardCharsets.UTF_8), AMBIENT);
        // White space and slashes end the name; that's another one, then.
        assertThat(read.name()).as(name).isEqualTo("a");
      } catch (XmlException refused) {
        assertThat(refused.reason()).isEqualTo(XmlException.Reason.NOT_WELL_FORMED);
      }
    }
  }

  /** Makes trees out of what is likely to clash. */
  private static final class Trees {
    private final Random random;
    private int left = 40;

    Trees(long seed) {
      this.random = new Random(seed);
    }

    Element root() {
      Element root;
      do {
        root = element(0);
        // In no namespace, the outermost element would count as in the ambient one.
      } while (root.namespace().isEmpty());
      return root;
    }

    private Element element(int depth) {
      String name = one(NAMES);
      Element.Builder element = Element.builder(one(NAMESPACES), one(PREFIXES), name);
      while (random.nextInt(4) == 0) {
        declare(element);
      }
      while (random.nextInt(3) == 0) {
        attribute(element);
      }
      while (left-- > 0 && depth < 12 && random.nextInt(3) != 0) {
        element.add(random.nextBoolean() ? element(depth + 1) : new Text(one(TEXTS)));
      }
      return element.build();
    }

    private void declare(Element.Builder element) {
      String prefix = one(PREFIXES);
      String namespace = one(NAMESPACES);
      boolean can = !prefix.isEmpty() && !prefix.startsWith("xml") && !namespace.isEmpty();
      if (can && !namespace.equals(Element.XML_NAMESPACE)) {
        element.declare(prefix, namespace);
      }
    }

    private void attribute(Element.Builder element) {
      String namespace = one(NAMESPACES);
      String name = one(NAMES);
      if (!namespace.isEmpty() || !name.equals("xmlns")) {
        element.attribute(new Attribute(namespace, one(PREFIXES), name, one(TEXTS) + one(TEXTS)));
      }
    }

    private String one(String[] of) {
      return of[random.nextInt(of.length)];
    }
  }
}
