package org.stanzagate.webhook;

import java.nio.charset.StandardCharsets;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;

/** Stanzas written as text. */
final class Xml {
  private Xml() {}

  static Element element(String xml) {
    try {
      return ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT);
    } catch (Exception e) {
      throw new AssertionError(xml, e);
    }
  }

  static Stanza stanza(String xml) {
    try {
      return Stanza.of(element(xml));
    } catch (Exception e) {
      throw new AssertionError(xml, e);
    }
  }

  static Incoming incoming(String xml) {
    return new Incoming(stanza(xml), false);
  }
}
