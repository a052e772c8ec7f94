package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.XmlException;

/** The stanzas in the examples of the XEPs. What is not well-formed there is passed over. */
final class XepExamples {
  private static final Pattern EXAMPLE =
      Pattern.compile("<example\\b[^>]*>(.*?)</example>", Pattern.DOTALL);
  private static final Pattern START = Pattern.compile("<(message|presence|iq)\\b");

  private XepExamples() {}

  static List<Element> stanzas(Path folder) throws IOException {
    List<Element> stanzas = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".xml")).sorted().toList()) {
        Matcher example = EXAMPLE.matcher(Files.readString(file, UTF_8));
        while (example.find()) {
          add(plain(example.group(1)), stanzas);
        }
      }
    }
    return stanzas;
  }

  private static String plain(String example) {
    return example.contains("<![CDATA[")
        ? example.replace("<![CDATA[", "").replace("]]>", "")
        : example
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&");
  }

  /** Takes from each start of a stanza the shortest text that is a whole element. */
  private static void add(String example, List<Element> stanzas) {
    Matcher start = START.matcher(example);
    int from = 0;
    while (start.find(from)) {
      from = start.end();
      String close = "</" + start.group(1);
      int tag = example.indexOf('>', start.end());
      int end = tag > 0 && example.charAt(tag - 1) == '/' ? tag : example.indexOf(close, from);
      for (int tries = 0; end > 0 && tries < 4; tries++) {
        int last = example.indexOf('>', end) + 1;
        Element stanza = last == 0 ? null : read(example.substring(start.start(), last));
        if (stanza != null) {
          stanzas.add(stanza);
          from = last;
          break;
        }
        end = example.indexOf(close, end + 1);
      }
    }
  }

  private static @Nullable Element read(String xml) {
    try {
      Element element = ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
      return element.namespace().equals(Namespaces.CLIENT) ? element : null;
    } catch (XmlException e) {
      return null;
    }
  }
}
