package org.stanzagate.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementWriterTest {
  private static final String CLIENT = "jabber:client";

  @Test
  void theAmbientNamespaceIsWrittenBareDownToTheFirstOther() {
    Element message =
        message()
            .attribute("to", "a@b")
            .add(Element.ofText(CLIENT, "body", "hi"))
            .add(Element.of("urn:x", "x"))
            .build();
    assertThat(xml(message))
        .isEqualTo("<message to='a@b'><body>hi</body><x xmlns='urn:x'/></message>");
  }

  @Test
  void theAmbientNamespaceIsDeclaredInsideAnother() {
    Element inner = message().add(Element.ofText(CLIENT, "body", "hi")).build();
    Element forwarded = Element.builder("urn:xmpp:forward:0", "forwarded").add(inner).build();
    assertThat(xml(message().add(forwarded).build()))
        .isEqualTo(
            "<message><forwarded xmlns='urn:xmpp:forward:0'>"
                + "<message xmlns='jabber:client'><body>hi</body></message></forwarded></message>");
  }

  @Test
  void theAmbientNamespaceIsDeclaredInsideAPrefixedOther() {
    Element outer =
        Element.builder("urn:x", "p", "x").declare("p", "urn:x").add(message().build()).build();
    assertThat(xml(message().add(outer).build()))
        .isEqualTo(
            "<message><p:x xmlns:p='urn:x'><message xmlns='jabber:client'/></p:x></message>");
  }

  @Test
  void aPrefixOfTheAmbientNamespaceIsDropped() {
    Element message =
        Element.builder(CLIENT, "c", "message")
            .declare("c", CLIENT)
            .add(Element.builder(CLIENT, "c", "body").text("hi").build())
            .build();
    assertThat(xml(message))
        .isEqualTo("<message xmlns:c='jabber:client'><body>hi</body></message>");
  }

  @Test
  void declarationsStayWhereTheyAreThoughNoNameUsesThem() {
    Element x = Element.builder("urn:x", "x").declare("xs", "urn:schema").text("xs:string").build();
    assertThat(xml(message().add(x).build()))
        .isEqualTo("<message><x xmlns='urn:x' xmlns:xs='urn:schema'>xs:string</x></message>");
  }

  @Test
  void aPrefixThatNothingBindsIsBound() {
    Element x =
        Element.builder("urn:x", "p", "x")
            .add(Element.of("urn:x", "plain"))
            .add(Element.builder("urn:x", "p", "prefixed").build())
            .build();
    assertThat(xml(message().add(x).build()))
        .isEqualTo(
            "<message><p:x xmlns:p='urn:x'><plain xmlns='urn:x'/><p:prefixed/></p:x></message>");
  }

  @Test
  void noNamespaceIsWrittenOut() {
    Element x =
        Element.builder("urn:x", "x")
            .add(Element.builder("", "none").add(Element.of("", "inner")).build())
            .build();
    assertThat(xml(message().add(x).add(Element.of("", "none")).build()))
        .isEqualTo(
            "<message><x xmlns='urn:x'><none xmlns=''><inner/></none></x><none xmlns=''/></message>");
  }

  @Test
  void anAttributeGetsAPrefixOfItsOwnWhereItsOwnIsTaken() {
    Element x =
        Element.builder("urn:x", "p", "x")
            .declare("p", "urn:x")
            .declare("ns1", "urn:taken")
            .attribute(new Attribute("urn:other", "p", "a", "1"))
            .attribute(new Attribute("urn:third", "", "b", "2"))
            .build();
    assertThat(ElementWriter.toXml(x, ""))
        .isEqualTo(
            "<p:x xmlns:p='urn:x' xmlns:ns1='urn:taken'"
                + " xmlns:ns2='urn:other' ns2:a='1' xmlns:ns3='urn:third' ns3:b='2'/>");
  }

  @Test
  void anElementDoesWithoutAPrefixThatItBindsToSomethingElse() {
    Element x = Element.builder("urn:x", "p", "x").declare("p", "urn:other").build();
    assertThat(ElementWriter.toXml(x, "")).isEqualTo("<x xmlns='urn:x' xmlns:p='urn:other'/>");
  }

  @Test
  void xmlLangNeedsNoDeclaration() {
    assertThat(xml(message().lang("de").build())).isEqualTo("<message xml:lang='de'/>");
  }

  @Test
  void whatMarkupUsesIsEscaped() {
    Element message =
        message().attribute("id", "a&b<c>'d'\"e\"\t\n\r").text("a&b<c>'d'\"e\"\t\n\r]]>").build();
    assertThat(xml(message))
        .isEqualTo(
            "<message id='a&amp;b&lt;c&gt;&apos;d&apos;&quot;e&quot;&#x9;&#xA;&#xD;'>"
                + "a&amp;b&lt;c&gt;'d'\"e\"\t\n&#xD;]]&gt;</message>");
  }

  @Test
  void everyLengthOfUtf8IsWritten() {
    Element message = message().text("aé€😀\uFFFD").build();
    assertThat(ElementWriter.toBytes(message, CLIENT))
        .isEqualTo("<message>aé€😀\uFFFD</message>".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 0xB, 0xC, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF})
  void aCharacterThatXmlForbidsIsRefusedByName(int character) {
    String text = "ab" + (char) character + "c";
    String name = String.format("U+%04X", character);
    assertThatThrownBy(() -> xml(message().text(text).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(() -> xml(message().attribute("id", text).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1a", "a:b", "a>", "-a", "\uD83D\uDE00", "a\u00D7"})
  void whatIsNoNameIsRefused(String name) {
    assertThatThrownBy(() -> xml(Element.of(CLIENT, name)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> xml(message().attribute(name, "").build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Element.Builder message() {
    return Element.builder(CLIENT, "message");
  }

  private static String xml(Element element) {
    return ElementWriter.toXml(element, CLIENT);
  }
}
