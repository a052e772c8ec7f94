package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.it.Hostile.inMessage;
import static org.stanzagate.it.Hostile.xml;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.xml.Element;

/** XML that is meant to do harm: it is refused with a reason, or goes out as what it says. */
@Tag("jdk")
@OnRestBench
class XmlAttackIT {
  private static final String TO = "to='romeo@localhost'";
  private static final String MESSAGE = "<message " + TO + "/>";

  private final RestBench bench;

  XmlAttackIT(RestBench bench) {
    this.bench = bench;
  }

  private static String attributes(int count, String pattern) {
    return IntStream.range(0, count).mapToObj(pattern::formatted).collect(Collectors.joining(" "));
  }

  private static String nested(int depth) {
    return "<message "
        + TO
        + ">"
        + "<a>".repeat(depth - 1)
        + "</a>".repeat(depth - 1)
        + "</message>";
  }

  static Stream<Hostile> entities() {
    String laughs =
        "<!DOCTYPE m [<!ENTITY a 'ha'>%s]>"
            .formatted(
                IntStream.range(1, 20)
                    .mapToObj(i -> "<!ENTITY a%d '&a%s;&a%s;'>".formatted(i, i - 1, i - 1))
                    .collect(Collectors.joining()));
    return Stream.of(
        xml("an empty DOCTYPE", "<!DOCTYPE message>" + MESSAGE),
        xml("a billion laughs", laughs + "<message " + TO + "><body>&a19;</body></message>"),
        xml(
            "an entity within",
            "<!DOCTYPE m [<!ENTITY e 'x'>]><message " + TO + "><body>&e;</body></message>"),
        xml(
            "an entity of a file",
            "<!DOCTYPE m [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><message "
                + TO
                + "><body>&e;</body></message>"),
        xml(
            "an entity in an attribute",
            "<!DOCTYPE m [<!ENTITY e 'x'>]><message " + TO + " id='&e;'/>"),
        xml(
            "a parameter entity",
            "<!DOCTYPE m [<!ENTITY % p '<!ENTITY e \"x\">'>%p;]><message "
                + TO
                + "><body>&e;</body></message>"),
        xml(
            "a default attribute",
            "<!DOCTYPE message [<!ATTLIST message from CDATA 'evil.example'>]>" + MESSAGE),
        inMessage("a DOCTYPE within", "<!DOCTYPE body><body>x</body>"),
        inMessage("an undeclared entity", "<body>&nbsp;</body>"),
        inMessage("an entity without a name", "<body>&;</body>"),
        inMessage("an entity without an end", "<body>&amp</body>"),
        Hostile.withMembers(
            "an entity in xml", "\"xml\":[\"<!DOCTYPE x [<!ENTITY e 'x'>]><x xmlns='u'>&e;</x>\"]"),
        Hostile.withMembers("an undeclared entity in xml", "\"xml\":[\"<x xmlns='u'>&nbsp;</x>\"]"),
        Hostile.withMembers(
            "an entity in html", "\"html\":\"<!DOCTYPE b [<!ENTITY e 'x'>]><body>&e;</body>\""));
  }

  static Stream<Hostile> noStanza() {
    return Stream.of(
        xml("nothing", ""),
        xml("blanks", " \r\n\t"),
        xml("text", "hello"),
        xml("a declaration", "<?xml version='1.0'?>" + MESSAGE),
        xml("a comment before", "<!-- x -->" + MESSAGE),
        xml("a comment behind", MESSAGE + "<!-- x -->"),
        inMessage("a comment within", "<!-- x -->"),
        xml("a processing instruction", "<?x?>" + MESSAGE),
        inMessage("a processing instruction within", "<?x y?>"),
        xml("two stanzas", MESSAGE + MESSAGE),
        xml("text behind", MESSAGE + "x"),
        xml("no end", "<message " + TO + "><body>x</body>"),
        xml("an end too many", MESSAGE + "</message>"),
        xml("the stream's end", "</stream:stream>"),
        xml("the stream's end behind", MESSAGE + "</stream:stream>"),
        inMessage("the stream's end within", "</stream:stream>"),
        inMessage("ends crosswise", "<a><b></a></b>"),
        xml("an attribute twice", "<message " + TO + " id='1' id='2'/>"),
        inMessage(
            "an attribute twice by its namespace", "<x xmlns:a='u' xmlns:b='u' a:c='1' b:c='2'/>"),
        xml("a prefix that nobody declared", "<p:message " + TO + "/>"),
        inMessage("a prefix that nobody declared, within", "<stream:error/>"),
        inMessage("an attribute's prefix that nobody declared", "<x p:a='1'/>"),
        inMessage("a prefix taken back", "<x xmlns:p=''/>"),
        inMessage("the prefix xmlns", "<x xmlns:xmlns='u'/>"),
        inMessage("another xml", "<x xmlns:xml='u'/>"),
        inMessage("the namespace of xmlns", "<x xmlns='http://www.w3.org/2000/xmlns/'/>"),
        inMessage("two colons", "<a:b:c xmlns:a='u'/>"),
        inMessage("no quotes", "<x a=1/>"),
        inMessage("no value", "<x a/>"),
        inMessage("< in an attribute", "<x a='<'/>"),
        inMessage("]]> in text", "<body>]]></body>"),
        inMessage("a CDATA section without an end", "<body><![CDATA[x</body>"),
        inMessage("a name that is a number", "<1/>"));
  }

  static Stream<Hostile> bombs() {
    return Stream.of(
        xml(
            "thousands of attributes",
            "<message " + TO + " " + attributes(14_000, "a%d=''") + "/>"),
        inMessage("thousands of attributes within", "<x " + attributes(14_000, "a%d=''") + "/>"),
        inMessage(
            "thousands of namespaces", "<x " + attributes(6_000, "xmlns:n%1$d='u%1$d'") + "/>"),
        inMessage("thousands of elements", "<a/>".repeat(40_000)),
        xml("129 levels", nested(129)),
        xml("20,000 levels", nested(20_000)),
        inMessage("60,000 levels and no end", "<a>".repeat(60_000)));
  }

  static Stream<Hostile> otherStanzas() {
    return Stream.of(
        xml("another namespace", "<message xmlns='urn:example' " + TO + "/>"),
        xml("the server's namespace", "<message xmlns='jabber:server' " + TO + "/>"),
        xml("the component's namespace", "<message xmlns='jabber:component:accept' " + TO + "/>"),
        xml("a prefix of another namespace", "<p:message xmlns:p='urn:example' " + TO + "/>"),
        xml("another name", "<zebra " + TO + "/>"),
        xml("a name in capitals", "<Message " + TO + "/>"),
        xml("a handshake", "<handshake>0123456789abcdef</handshake>"),
        xml(
            "a stream",
            "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' " + TO + "/>"),
        xml("a stream's error", "<stream:error xmlns:stream='http://etherx.jabber.org/streams'/>"),
        inMessage("text between", "text"));
  }

  @ParameterizedTest
  @MethodSource({"entities", "noStanza", "bombs"})
  void itIsRefusedWithAReason(Hostile attack) throws Exception {
    assertRefused(attack, 400);
  }

  @ParameterizedTest
  @MethodSource("otherStanzas")
  void whatIsWellFormedAndNoStanzaIs422(Hostile attack) throws Exception {
    assertRefused(attack, 422);
  }

  private void assertRefused(Hostile attack, int status) throws Exception {
    List<Element> sent =
        bench.sentWhile(
            () -> {
              RawAnswer answer = bench.exchange(attack.request());
              assertThat(answer.status()).as("%s", answer).isEqualTo(status);
              assertThat(answer.type()).isEqualTo(attack.type());
              assertThat(answer.fault().text()).isNotBlank();
            });
    assertThat(sent).isEmpty();
  }

  @Test
  void noFileAndNoAddressIsReadForAnEntity() throws Exception {
    try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + trap.getLocalPort() + "/x";
      for (String doctype :
          List.of(
              "<!DOCTYPE m SYSTEM '%s'>".formatted(url),
              "<!DOCTYPE m PUBLIC 'x' '%s'>".formatted(url),
              "<!DOCTYPE m [<!ENTITY e SYSTEM '%s'>]>".formatted(url),
              "<!DOCTYPE m [<!ENTITY %% p SYSTEM '%s'>%%p;]>".formatted(url))) {
        assertRefused(
            xml(doctype, doctype + "<message " + TO + "><body>&e;</body></message>"), 400);
      }
      assertRefused(
          inMessage(
              "XInclude",
              "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='" + url + "'"),
          400);
      trap.setSoTimeout(1);
      assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  static Stream<Hostile> harmless() {
    return Stream.of(
        xml("blanks around", "\r\n\t <message " + TO + "/> \n"),
        xml("the client's namespace", "<message xmlns='jabber:client' " + TO + "/>"),
        xml(
            "the client's namespace with a prefix",
            "<c:message xmlns:c='jabber:client' " + TO + "><c:body>x</c:body></c:message>"),
        inMessage("128 levels", "<a>".repeat(127) + "</a>".repeat(127)),
        inMessage("900 attributes", "<x xmlns='u' " + attributes(900, "a%d=''") + "/>"),
        inMessage("a huge attribute", "<x xmlns='u' a='" + "v".repeat(190_000) + "'/>"),
        inMessage(
            "the prefix stream for another namespace",
            "<x xmlns='u' xmlns:stream='urn:evil'><stream:error/></x>"),
        inMessage(
            "a stream's error within",
            "<x xmlns='u'><error xmlns='http://etherx.jabber.org/streams'/></x>"),
        inMessage(
            "a stanza within a stanza",
            "<message xmlns='jabber:client' to='evil@localhost'><body>x</body></message>"),
        inMessage(
            "a CDATA section", "<body><![CDATA[</message><message to='evil@localhost'/>]]></body>"),
        inMessage(
            "references", "<body>&#60;/message&#x3e;&lt;&#x000000000000026;&apos;&quot;</body>"),
        inMessage("line ends as references", "<x xmlns='u' a='1&#10;2&#13;3&#9;4'>5&#13;6</x>"),
        inMessage("40,000 references", "<body>" + "&amp;".repeat(38_000) + "</body>"),
        xml(
            "the client's namespace on an attribute",
            "<message xmlns:c='jabber:client' c:to='evil@localhost' " + TO + "/>"));
  }

  /** One stanza goes out, and it is what was posted. */
  @ParameterizedTest
  @MethodSource("harmless")
  void whatLooksBadAndIsGoodGoesOutAsItIs(Hostile attack) throws Exception {
    List<Element> sent =
        bench.sentWhile(() -> assertThat(bench.exchange(attack.request()).status()).isEqualTo(202));

    Element posted = StreamServer.read(new String(attack.body(), UTF_8).strip());
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).children()).isEqualTo(posted.children());
    assertThat(sent.get(0).attribute("to")).isEqualTo("romeo@localhost");
  }
}
