package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.XmlException;

/** The stanzas in {@code stanzas.txt}, one a line, of the sorts that the XEPs print. */
public final class Corpus {
  private Corpus() {}

  public static List<Element> stanzas() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(Corpus.class.getResourceAsStream("stanzas.txt")), UTF_8))) {
      return lines.lines().map(Corpus::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Element read(String xml) {
    try {
      return ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
    } catch (XmlException e) {
      throw new IllegalArgumentException(xml, e);
    }
  }
}
