package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import tools.jackson.databind.node.ObjectNode;

/** Several stanzas that are one answer, in each of the types. */
class SeveralStanzasTest {
  private static final Codecs CODECS = Codecs.load();

  /** As a room's archive gives them. */
  private static final String RESULT =
      "<message to='gw.example' from='room@muc.example'><result xmlns='urn:xmpp:mam:2' id='%1$s'"
          + " queryid='q'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
          + " stamp='2026-01-01T00:00:00Z'/><message xmlns='jabber:client' type='groupchat'"
          + " from='room@muc.example/romeo'><body>said %1$s</body></message></forwarded></result>"
          + "</message>";

  private static final String FIN =
      "<iq to='gw.example' from='room@muc.example' id='i' type='result'><fin"
          + " xmlns='urn:xmpp:mam:2' complete='true'/></iq>";

  private static final String FIN_JSON =
      "{\"kind\":\"iq\",\"type\":\"result\",\"to\":\"gw.example\",\"from\":\"room@muc.example\","
          + "\"id\":\"i\",\"result\":{\"complete\":true}}";

  private static String encode(String mediaType, String... xml) throws Exception {
    List<Element> stanzas = new ArrayList<>();
    for (String stanza : xml) {
      stanzas.add(ElementReader.read(stanza.getBytes(UTF_8), Namespaces.CLIENT));
    }
    StanzaCodec codec = CODECS.forContentType(mediaType).orElseThrow();
    return new String(codec.encode(stanzas), UTF_8);
  }

  private static ObjectNode json(String text) throws Exception {
    return new JsonReader().read(text.getBytes(UTF_8));
  }

  @Test
  void xmlHasThemSideBySideInOneElementWithoutNamespace() throws Exception {
    assertThat(encode("application/xmpp+xml", RESULT.formatted("b"), RESULT.formatted("a"), FIN))
        .isEqualTo("<xmpp>" + RESULT.formatted("b") + RESULT.formatted("a") + FIN + "</xmpp>");
  }

  @Test
  void xmlBindsAPrefixInEachThatUsesIt() throws Exception {
    String stanza = "<message><m:x xmlns:m='urn:m'/></message>";
    assertThat(encode("application/xmpp+xml", stanza, stanza))
        .isEqualTo("<xmpp>" + stanza + stanza + "</xmpp>");
  }

  @Test
  void jsonHasThemInAnArray() throws Exception {
    String result =
        "{\"kind\":\"message\",\"to\":\"gw.example\",\"from\":\"room@muc.example\",\"archive\":"
            + "{\"id\":\"%1$s\",\"queryid\":\"q\",\"forward\":{\"delay\":\"2026-01-01T00:00:00Z\","
            + "\"message\":{\"type\":\"groupchat\",\"from\":\"room@muc.example/romeo\","
            + "\"body\":\"said %1$s\"}}}}";
    assertThat(json(encode("application/json", RESULT.formatted("b"), FIN)))
        .isEqualTo(json("{\"xmpp\":[" + result.formatted("b") + "," + FIN_JSON + "]}"));
  }

  @Test
  void aFormHasRoomForTheLastAlone() throws Exception {
    assertThat(encode("application/x-www-form-urlencoded", RESULT.formatted("b"), FIN))
        .isEqualTo("kind=iq&type=result&to=gw.example&from=room%40muc.example&id=i");
  }

  @Test
  void plainTextIsForMessagesThatAreAnswers() throws Exception {
    assertThat(encode("text/plain", RESULT.formatted("b"), FIN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/xmpp+xml", "application/json", "application/x-www-form-urlencoded"})
  void oneAloneIsWrittenAsItIs(String mediaType) throws Exception {
    StanzaCodec codec = CODECS.forContentType(mediaType).orElseThrow();
    Element fin = ElementReader.read(FIN.getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(encode(mediaType, FIN)).isEqualTo(new String(codec.encode(fin), UTF_8));
  }
}
