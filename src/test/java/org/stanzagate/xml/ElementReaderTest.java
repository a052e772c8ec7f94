package org.stanzagate.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.XmlException.Reason;

class ElementReaderTest {
  private static final String CLIENT = "jabber:client";

  @Test
  void anElementWithoutNamespaceIsInTheAmbientOne() throws XmlException {
    assertThat(read("<message><body>hi</body></message>"))
        .isEqualTo(
            Element.builder(CLIENT, "message").add(Element.ofText(CLIENT, "body", "hi")).build());
  }

  @Test
  void orderMixedTextAndWhiteSpaceAreKept() throws XmlException {
    Element message = read(" \r\n<p> one <b>two</b> three\r\n <i/>\t</p>\n ");
    assertThat(message.children())
        .containsExactly(
            new Text(" one "),
            Element.ofText(CLIENT, "b", "two"),
            new Text(" three\n "),
            Element.of(CLIENT, "i"),
            new Text("\t"));
  }

  @Test
  void cdataAndReferencesBecomeText() throws XmlException {
    assertThat(read("<p a='&lt;&#x41;&quot;'>a<![CDATA[<b>&amp;]]>c&amp;&#228;&#x1F600;</p>"))
        .isEqualTo(
            Element.builder(CLIENT, "p").attribute("a", "<A\"").text("a<b>&amp;c&ä😀").build());
  }

  @Test
  void prefixesAndDeclarationsAreKeptForTheWayOut() throws XmlException {
    String xml = "<message><p:x xmlns:p='urn:x' p:a='1'><y xmlns='urn:y'>p:z</y></p:x></message>";
    Element message = read(xml);
    assertThat(ElementWriter.toXml(message, CLIENT)).isEqualTo(xml);
    Element x = message.element("urn:x", "x").orElseThrow();
    assertThat(x.prefix()).isEqualTo("p");
    assertThat(x.attribute("urn:x", "a")).isEqualTo("1");
    assertThat(x.declarations()).containsExactly(new NamespaceDeclaration("p", "urn:x"));
  }

  @Test
  void anOutermostElementInNoNamespaceCountsAsAmbientDownToTheFirstOther() throws XmlException {
    assertThat(read("<message xmlns=''><body/><x xmlns='urn:x'><y xmlns=''/></x></message>"))
        .isEqualTo(
            Element.builder(CLIENT, "message")
                .add(Element.of(CLIENT, "body"))
                .add(Element.builder("urn:x", "x").add(Element.of("", "y")).build())
                .build());
  }

  @Test
  void insideTheAmbientNamespaceNoNamespaceMeansNone() throws XmlException {
    assertThat(read("<message><x xmlns=''/></message>"))
        .isEqualTo(Element.builder(CLIENT, "message").add(Element.of("", "x")).build());
  }

  @Test
  void whatASenderNamesIsNotInternedByTheJvm() throws XmlException {
    Element read = read("<p1:e1 xmlns:p1='urn:stranger:1' a1='v1'/>");

    // A constant of the program is interned: a name that the JVM interned would be the same one.
    assertThat(read.name()).isNotSameAs("e1");
    assertThat(read.prefix()).isNotSameAs("p1");
    assertThat(read.namespace()).isNotSameAs("urn:stranger:1");
    assertThat(read.attributes().get(0).name()).isNotSameAs("a1");
  }

  @Test
  void aByteOrderMarkIsDropped() throws XmlException {
    assertThat(read("\uFEFF<p/>")).isEqualTo(Element.of(CLIENT, "p"));
    assertThatFault("\uFEFF<p>", Reason.NOT_WELL_FORMED, 1, 4, "close every tag");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<a>|1|4|close every tag",
        "<a><b></a>|1|9|</b>",
        "<a>\\n<b></c></a>|2|6|close tag </c>; expected </b>",
        "<a/><b/>|1|5|exactly one element",
        "</e><e>|1|5|exactly one element",
        "<a/></e><e>|1|9|exactly one element",
        "<a/></e>|1|5|exactly one element",
        "<a/>x|1|5|exactly one element",
        "x<a/>|1|1|exactly one element",
        "<a/>\u2003|1|5|exactly one element",
        "{\"a\":1}|1|1|exactly one element",
        "<a>& b</a>|1|4|&amp;",
        "<a b='x&y'/>|1|8|&amp;",
        "<a>&lt</a>|1|4|&amp;",
        "<a>&#0;</a>|1|7|character",
        "<a>&#xD800;</a>|1|11|0xd800",
        "<a>&#xFFFE;</a>|1|11|0xfffe",
        "<a b='<'/>|1|7|'<'",
        "<a b=c/>|1|6|quote",
        "<a b='1' b='2'/>|1|16|Duplicate attribute 'b'",
        "<a xmlns:p='x' xmlns:q='x' p:b='' q:b=''/>|1|42|Duplicate attribute",
        "<a>\\n <p:b/></a>|2|7|prefix \"p\"",
        "<a xmlns:p=''/>|1|13|namespace",
        "<a>]]></a>|1|6|]]>",
        "<a><![CDATA[x</a>|1|4|CDATA",
        "< a/>|1|2|start element",
      })
  void whatIsNotWellFormedIsRefusedWithItsPlace(String xml, int line, int column, String says) {
    assertThatFault(xml.replace("\\n", "\n"), Reason.NOT_WELL_FORMED, line, column, says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n"})
  void nothingIsRefused(String xml) {
    assertThatThrownBy(() -> read(xml)).hasMessageContaining("exactly one element is expected");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<?xml version='1.0'?><a/>|1|XML declaration",
        "<!DOCTYPE a><a/>|1|DOCTYPE",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>|1|DOCTYPE",
        "<a><!-- c --></a>|4|comments",
        "<a/><!-- c -->|5|comments",
        "<a><?pi x?></a>|4|processing instructions",
        "<a>&foo;</a>|4|entities",
        "<a b='&foo;'/>|7|entities",
        "<a>&nbsp;</a>|4|entities",
      })
  void whatXmppForbidsIsRefused(String xml, int column, String says) {
    assertThatFault(xml, Reason.RESTRICTED, 1, column, says);
  }

  @Test
  void markupInCdataIsJustText() throws XmlException {
    assertThat(read("<a><![CDATA[<!-- &foo; <?x?> <!DOCTYPE]]></a>").text())
        .isEqualTo("<!-- &foo; <?x?> <!DOCTYPE");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] xml = "<a>\n<b>xy</b></a>".getBytes(StandardCharsets.UTF_8);
    xml[8] = (byte) 0xE4;
    assertThatThrownBy(() -> ElementReader.read(xml, CLIENT))
        .isInstanceOfSatisfying(
            XmlException.class,
            fault -> {
              assertThat(fault.reason()).isEqualTo(Reason.NOT_WELL_FORMED);
              assertThat(fault.line()).isEqualTo(2);
              assertThat(fault.column()).isEqualTo(5);
              assertThat(fault).hasMessageContaining("0xE4").hasMessageContaining("UTF-8");
            });
  }

  @Test
  void depthEndsAtTheLimit() throws XmlException {
    read("<a>".repeat(128) + "</a>".repeat(128));
    assertThatFault(
        "<a>".repeat(129) + "</a>".repeat(129), Reason.LIMIT, 1, 128 * 3 + 1, "more than 128 deep");
  }

  @Test
  void soDoesTheNumberOfElements() throws XmlException {
    read("<a>" + "<b/>".repeat(4_999) + "</a>");
    assertThatFault(
        "<a>" + "<b/>".repeat(5_000) + "</a>", Reason.LIMIT, 1, 4_999 * 4 + 4, "more than 5000");
  }

  @Test
  void aNamespaceWithControlCharactersIsRefused() {
    assertThatFault("<a xmlns='b&#10;c'/>", Reason.NOT_WELL_FORMED, 1, 1, "control characters");
    assertThatFault(
        "<a><b xmlns:p='b&#9;c'/></a>", Reason.NOT_WELL_FORMED, 1, 4, "control characters");
  }

  @Test
  void aNameBeyondTheBasicPlaneIsRefused() {
    assertThatFault("<a><\uD800\uDC00/></a>", Reason.NOT_WELL_FORMED, 1, 4, "no name in XML 1.0");
    assertThatFault("<a b\uD800\uDC00=''/>", Reason.NOT_WELL_FORMED, 1, 1, "no name in XML 1.0");
    assertThatFault(
        "<a xmlns:b\uD800\uDC00='x'/>", Reason.NOT_WELL_FORMED, 1, 1, "no name in XML 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFFFE", "\uFFFF", "\u0001", "\u000B"})
  void aCharacterThatXmlForbidsIsRefusedByName(String character) {
    String name = XmlCharacters.notation(character.charAt(0));
    assertThatFault("<a>\n " + character + "</a>", Reason.NOT_WELL_FORMED, 2, 2, name);
    assertThatFault("<a b='" + character + "'/>", Reason.NOT_WELL_FORMED, 1, 7, name);
    assertThatFault("<a><![CDATA[" + character + "]]></a>", Reason.NOT_WELL_FORMED, 1, 13, name);
  }

  @Test
  void aFaultFarInsideALongTextIsFound() {
    String text = "x".repeat(20_000);
    assertThatFault("<a>" + text + "&#0;</a>", Reason.NOT_WELL_FORMED, 1, 20_007, "null character");
    assertThatFault("<a>" + text + "]]></a>", Reason.NOT_WELL_FORMED, 1, 20_006, "]]>");
    assertThatFault("<a b='" + text, Reason.NOT_WELL_FORMED, 1, 20_007, "close every tag");
  }

  @Test
  void attributesBeyondTheLimitsAreRefused() {
    StringBuilder many = new StringBuilder("<a");
    for (int i = 0; i < 1_001; i++) {
      many.append(" b").append(i).append("=''");
    }
    for (String xml : new String[] {many + "/>", "<a b='" + "x".repeat(524_289) + "'/>"}) {
      assertThatThrownBy(() -> read(xml))
          .isInstanceOfSatisfying(
              XmlException.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.LIMIT))
          .hasMessageContaining("1,000 attributes");
    }
  }

  @Test
  void manyThreadsReadAtOnce() {
    Element expected = Element.builder(CLIENT, "a").add(Element.ofText("urn:x", "x", "é")).build();
    assertThat(
            IntStream.range(0, 2_000)
                .parallel()
                .mapToObj(i -> readUnchecked("<a><x xmlns='urn:x'>é</x></a>"))
                .filter(expected::equals)
                .count())
        .isEqualTo(2_000);
  }

  private static Element readUnchecked(String xml) {
    try {
      return read(xml);
    } catch (XmlException e) {
      throw new AssertionError(e);
    }
  }

  private static Element read(String xml) throws XmlException {
    return ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), CLIENT);
  }

  private static void assertThatFault(
      String xml, Reason reason, int line, int column, String says) {
    assertThatThrownBy(() -> read(xml))
        .isInstanceOfSatisfying(
            XmlException.class,
            fault -> {
              assertThat(fault.reason()).isEqualTo(reason);
              assertThat(fault)
                  .hasMessageContaining(says)
                  .hasMessageEndingWith("(line %d, column %d)", line, column)
                  .message()
                  .doesNotContain("com.ctc", "[row", "</e>", "Exception");
              assertThat(fault.line()).isEqualTo(line);
              assertThat(fault.column()).isEqualTo(column);
            });
  }

  /** Named once, a namespace costs its length wherever a part of the stanza is written alone. */
  @Test
  void aLongNamespaceCannotBeUsedByThousands() throws XmlException {
    String namespace = "urn:" + "n".repeat(10_000);
    String open = "<message xmlns:p='" + namespace + "'>";
    assertThat(read(open + "<p:a/>".repeat(100) + "</message>").elements()).hasSize(100);
    for (String child : List.of("<p:a/>", "<a p:x=''/>", "<a xmlns='urn:x' p:x=''/>")) {
      assertThatThrownBy(() -> read(open + child.repeat(200) + "</message>"))
          .isInstanceOfSatisfying(
              XmlException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
          .hasMessageContaining("namespaces");
    }
  }
}
