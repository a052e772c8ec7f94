package org.stanzagate.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.xml.Transcript.HEADER;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
  private static final String OPENED = "opened jabber:component:accept 1";

  @Test
  void aStreamIsReadFromItsHeaderToItsEnd() {
    assertThat(
            Transcript.of(
                "<?xml version='1.0'?>\n"
                    + HEADER
                    + "<handshake/> \n<message to='a@b'><body>hi</body></message>\n\n<presence/>"
                    + "</stream:stream >\n"))
        .containsExactly(
            OPENED,
            "stanza <handshake/>",
            "stanza <message to='a@b'><body>hi</body></message>",
            "stanza <presence/>",
            "closed");
  }

  @Test
  void whereTheBytesAreSplitMakesNoDifference() {
    String stream =
        "<?xml version=\"1.0\" encoding='UTF-8'?> "
            + HEADER
            + "<a b='/>' c=\"'>\" d='\"/'/> <a ><b/ ><![CDATA[<x> ]] ]>]]]>é😀&lt;</a\n>"
            + "<message from='a@b'><x xmlns='urn:x' y='>'><z/></x>"
            + "x".repeat(100)
            + "<![CDATA[</message>]]></message><c/></stream:stream>";
    String broken = stream.replace("<b/ >", "<b/>");
    List<String> whole = Transcript.of(broken, 120, broken.length() * 2);
    assertThat(whole)
        .containsExactly(
            OPENED,
            "stanza <a b='/&gt;' c='&apos;&gt;' d='&quot;/'/>",
            "stanza <a><b/>&lt;x&gt; ]] ]&gt;]é😀&lt;</a>",
            "refused LIMIT: the stanza is larger than 120 bytes",
            "head <message from='a@b'><x xmlns='urn:x' y='&gt;'/></message>",
            "stanza <c/>",
            "closed");
    for (int piece = 1; piece < broken.length(); piece++) {
      assertThat(Transcript.of(broken, 120, piece)).isEqualTo(whole);
    }
  }

  @Test
  void aSingleSplitAnywhereMakesNoDifference() {
    String stream =
        HEADER + "<m a='>'><x xmlns='urn:x'/><![CDATA[]]]]></m>  <n/><m>" + "y".repeat(40) + "</m>";
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<String> whole = Transcript.of(stream, 45, bytes.length);
    assertThat(whole).hasSize(5);
    for (int split = 1; split < bytes.length; split++) {
      Transcript transcript = new Transcript(45);
      transcript.feed(bytes, 0, split);
      transcript.feed(bytes, split, bytes.length - split);
      assertThat(transcript.lines()).as("split at %d", split).isEqualTo(whole);
    }
  }

  @Test
  void theStreamsNamespaceIsReadAsTheStanzasOwnAtAnyDepth() {
    assertThat(
            Transcript.of(
                HEADER
                    + "<message><f xmlns='urn:f'><message xmlns='jabber:component:accept'>"
                    + "<body>hi</body></message></f></message>"
                    + "<c:message xmlns:c='jabber:component:accept'><c:body/></c:message>"
                    + "<message xmlns='jabber:client'/>"
                    + "<message xmlns='jabber:server'/><message xmlns=''/>"))
        .containsExactly(
            OPENED,
            "stanza <message><f xmlns='urn:f'><message xmlns='jabber:client'>"
                + "<body>hi</body></message></f></message>",
            "stanza <message xmlns:c='jabber:client'><body/></message>",
            "stanza <message/>",
            "stanza <message xmlns='jabber:server'/>",
            "stanza <message xmlns=''/>");
  }

  @Test
  void attributesThatBecomeOneWithTheNamespaceAreOne() {
    assertThat(
            Transcript.of(
                HEADER
                    + "<x xmlns='urn:x' xmlns:a='jabber:component:accept' xmlns:b='jabber:client'"
                    + " a:y='1' b:y='2'/>"))
        .containsExactly(
            OPENED,
            "stanza <x xmlns='urn:x' xmlns:a='jabber:client' xmlns:b='jabber:client' a:y='2'/>");
  }

  @Test
  void prefixesOfTheHeaderAreInForce() {
    assertThat(
            Transcript.of(
                HEADER.replace("id=", "xmlns:p='urn:p' xml:lang='en' id=")
                    + "<message><p:x/></message><stream:error><x xmlns='urn:x'/></stream:error>"))
        .containsExactly(
            OPENED,
            "stanza <message><p:x xmlns:p='urn:p'/></message>",
            "stanza <stream:error xmlns:stream='http://etherx.jabber.org/streams'>"
                + "<x xmlns='urn:x'/></stream:error>");
  }

  @Test
  void aHeaderNeedsNoPrefixNorDeclaration() {
    assertThat(
            Transcript.of(
                "<stream xmlns='http://etherx.jabber.org/streams' id='2'>"
                    + "<message xmlns='jabber:component:accept'/></stream>"))
        .containsExactly(
            "opened http://etherx.jabber.org/streams 2",
            "stanza <message xmlns='jabber:component:accept'/>",
            "closed");
  }

  @Test
  void aStreamMayEndWithItsHeader() {
    assertThat(Transcript.of(HEADER.replace(">", "/>") + "<a/>")).containsExactly(OPENED, "closed");
  }

  @Test
  void nothingIsReadBehindTheEnd() {
    assertThat(Transcript.of(HEADER + "</stream:stream><!-- x --></y>"))
        .containsExactly(OPENED, "closed");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "HTTP/1.1 400 Bad Request|fatal NOT_WELL_FORMED: this is no XMPP stream",
        "\uFEFF<a>|fatal NOT_WELL_FORMED: this is no XMPP stream",
        "</a>|fatal NOT_WELL_FORMED: the stream starts with an end tag",
        "<a:b>|fatal NOT_WELL_FORMED: not well-formed XML: Undeclared namespace prefix",
        "<>|fatal NOT_WELL_FORMED: ",
        "<!DOCTYPE a>|fatal RESTRICTED: neither comments nor DOCTYPE",
        "<!-- x --><a>|fatal RESTRICTED: neither comments nor DOCTYPE",
        "<?pi x?><a>|fatal RESTRICTED: processing instructions",
        "<?xml version='1.0'?><?xml version='1.0'?>|fatal RESTRICTED: processing instructions",
      })
  void whatIsNoStreamIsRefused(String stream, String says) {
    for (int piece : new int[] {1, 1000}) {
      assertThat(Transcript.of(stream, 1000, piece)).singleElement().asString().startsWith(says);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<a/>x<a/>|fatal NOT_WELL_FORMED: there is text between the stanzas",
        "<a/></a>|fatal NOT_WELL_FORMED: the end tag of the stream",
        "<a/></stream:strea>|fatal NOT_WELL_FORMED: the end tag of the stream",
        "<a/><!-- x -->|fatal RESTRICTED: neither",
        "<a/><![CDATX[|fatal RESTRICTED: neither",
        "<a/><m><!-- x --></m>|fatal RESTRICTED: neither",
        "<a/><m><!DOCTYPE|fatal RESTRICTED: neither",
        "<a/><m><?pi x?></m>|fatal RESTRICTED: processing instructions",
        "<a/><?xml version='1.0'?>|fatal RESTRICTED: processing instructions",
      })
  void whatNoStreamMayHoldEndsIt(String stream, String says) {
    for (int piece : new int[] {1, 1000}) {
      assertThat(Transcript.of(HEADER + stream, 1000, piece))
          .hasSize(3)
          .startsWith(OPENED, "stanza <a/>")
          .last()
          .asString()
          .startsWith(says);
    }
  }

  @Test
  void anEndTagThatDoesNotEndIsNotKept() {
    assertThat(Transcript.of(HEADER + "</" + "x".repeat(5_000) + ">", 1_000, 100))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("fatal NOT_WELL_FORMED: the end tag of the stream");
  }

  @Test
  void aCdataSectionBetweenStanzasIsRefusedWithTheNext() {
    assertThat(Transcript.of(HEADER + "<![CDATA[x]]><a/><b/>"))
        .containsExactly(
            OPENED,
            "refused NOT_WELL_FORMED: exactly one element is expected, and no text beside it"
                + " (line 1, column 1)",
            "head <a/>",
            "stanza <b/>");
  }

  @Test
  void aHeaderThatDoesNotEndIsNotKept() {
    assertThat(Transcript.of("<stream a='" + "x".repeat(20_000), 1_000_000, 100))
        .containsExactly("fatal LIMIT: the header of the stream is larger than 16384 bytes");
    assertThat(Transcript.of("<?xml a='" + "x".repeat(20_000), 1_000_000, 100))
        .containsExactly("fatal LIMIT: the header of the stream is larger than 16384 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 4096, 1_000_000})
  void aStanzaThatIsTooLargeIsRefusedByItsHead(int piece) {
    String large =
        "<message from='a@b' to='c@d' type='groupchat' id='1'>x<body>"
            + "x".repeat(3000)
            + "</body><x xmlns='http://jabber.org/protocol/muc#user'><item/></x>"
            + "<p:y xmlns:p='urn:p' z='&lt;'/></message>";
    assertThat(Transcript.of(HEADER + "<a/>" + large + "<b/>", 1000, piece))
        .containsExactly(
            OPENED,
            "stanza <a/>",
            "refused LIMIT: the stanza is larger than 1000 bytes",
            "head <message from='a@b' to='c@d' type='groupchat' id='1'><body/>"
                + "<x xmlns='http://jabber.org/protocol/muc#user'/>"
                + "<p:y xmlns:p='urn:p' z='&lt;'/></message>",
            "stanza <b/>");
  }

  @Test
  void aStanzaOfJustTheLimitIsTaken() {
    String stanza = "<a>" + "x".repeat(993) + "</a>";
    assertThat(Transcript.of(HEADER + stanza, 1000, 10)).last().isEqualTo("stanza " + stanza);
    assertThat(Transcript.of(HEADER + stanza, 999, 10)).contains("head <a/>");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 2_000_000})
  void aStartTagThatIsTooLargeLeavesNoHead(int piece) {
    String large = "<message from='a@b' id='" + "x".repeat(600 * 1024) + "'><body/></message>";
    assertThat(Transcript.of(HEADER + large + "<b/>", 512 * 1024, piece))
        .containsExactly(
            OPENED,
            "refused LIMIT: the stanza is larger than 524288 bytes",
            "no head",
            "stanza <b/>");
  }

  @Test
  void aHeadThatIsTooLargeIsKeptInPart() {
    String child = "<x xmlns='urn:x' y='" + "x".repeat(17_000) + "'/>";
    String large = "<message from='a@b'><body/>" + child + "<z/></message>";
    assertThat(Transcript.of(HEADER + large + "<b/>", 10_000, 1000))
        .containsExactly(
            OPENED,
            "refused LIMIT: the stanza is larger than 10000 bytes",
            "part of head <message from='a@b'><body/><z/></message>",
            "stanza <b/>");
  }

  @Test
  void aStanzaThatIsTooDeepIsRefusedByItsHead() {
    String deep = "<message from='a@b'>" + "<x>".repeat(128) + "</x>".repeat(128) + "</message>";
    assertThat(Transcript.of(HEADER + deep + "<b/>"))
        .containsExactly(
            OPENED,
            "refused LIMIT: elements are nested more than 128 deep (line 1, column 402)",
            "head <message from='a@b'><x/></message>",
            "stanza <b/>");
  }

  @Test
  void aStanzaDeeperThanAnyParserGoesIsRefusedByItsHead() {
    String deep =
        "<message from='a@b'>" + "<x>".repeat(300_000) + "</x>".repeat(300_000) + "</message>";
    assertThat(Transcript.of(HEADER + deep + "<b/>", 10_000_000, 65_536))
        .contains("head <message from='a@b'><x/></message>", "stanza <b/>");
  }

  @Test
  void aStanzaOfTooManyElementsIsRefusedByItsHead() {
    String many = "<message from='a@b'>" + "<y>x</y>".repeat(5_000) + "<z/></message>";
    assertThat(Transcript.of(HEADER + many + "<b/>"))
        .contains("stanza <b/>", "head <message from='a@b'><y/><z/></message>")
        .anyMatch(line -> line.startsWith("refused LIMIT: there are more than 5000 elements"));
    String unlike = "<message from='a@b'>" + "<y>x</y><z/>".repeat(5_000) + "</message>";
    assertThat(Transcript.of(HEADER + unlike))
        .anyMatch(line -> line.startsWith("part of head <message from='a@b'><y/><z/><y/>"));
  }

  @Test
  void aStanzaThatIsNotWellFormedIsRefusedByItsHead() {
    assertThat(
            Transcript.of(
                HEADER
                    + "<message from='a@b'><body>&foo;</body></message>"
                    + "<message from='a@b'><body></bdy></message>"
                    + "<message from='a@b'><p:x/></message>"
                    + "<message from='a@b' from='c@d'><body/></message>"
                    + "<b/>"))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(OPENED),
            line -> assertThat(line).startsWith("refused RESTRICTED: XMPP knows no entities"),
            line -> assertThat(line).isEqualTo("head <message from='a@b'><body/></message>"),
            line -> assertThat(line).startsWith("refused NOT_WELL_FORMED"),
            line -> assertThat(line).isEqualTo("head <message from='a@b'><body/></message>"),
            line -> assertThat(line).startsWith("refused NOT_WELL_FORMED").contains("prefix \"p\""),
            line -> assertThat(line).isEqualTo("part of head <message from='a@b'/>"),
            line -> assertThat(line).startsWith("refused NOT_WELL_FORMED").contains("Duplicate"),
            line -> assertThat(line).isEqualTo("no head"),
            line -> assertThat(line).isEqualTo("stanza <b/>"));
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWithTheStanza() {
    Transcript transcript = new Transcript(1000);
    byte[] stream =
        (HEADER + "<message from='a@b'><body>\u00E4</body></message><b/>")
            .getBytes(StandardCharsets.ISO_8859_1);
    transcript.feed(stream, 0, stream.length);
    assertThat(transcript.lines())
        .containsExactly(
            OPENED,
            "refused NOT_WELL_FORMED: the byte 0xE4 is no UTF-8; encode the text as UTF-8"
                + " (line 1, column 27)",
            "head <message from='a@b'><body/></message>",
            "stanza <b/>");
  }
}
