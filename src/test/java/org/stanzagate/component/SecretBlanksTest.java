package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.Secret;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class SecretBlanksTest {
  private final SecretBlanks blanks = new SecretBlanks(new Secret("a<b>'c'"));

  /** In each, PRIVATE is what nobody may see, and public what must stay. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<query xmlns='jabber:iq:auth'><username>public</username><password>PRIVATE</password></query>",
        "<query xmlns='jabber:iq:auth'><resource>public</resource><digest>PRIVATE</digest></query>",
        "<query xmlns='jabber:iq:register'><username>public</username><password>PRIVATE</password><key>PRIVATE</key></query>",
        "<r:query xmlns:r='jabber:iq:register'><r:password>PRIVATE</r:password><r:name>public</r:name></r:query>",
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='public'>PRIVATE</auth>",
        "<s:response xmlns:s='urn:ietf:params:xml:ns:xmpp-sasl' x='public'>PRIVATE</s:response>",
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='public'><initial-response>PRIVATE</initial-response></authenticate>",
        "<x xmlns='http://jabber.org/protocol/muc'><history since='public'/><password>PRIVATE</password></x>",
        "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='public'/><password>PR<![CDATA[IVA]]>TE</password></x>",
        "<x xmlns='http://jabber.org/protocol/muc#user'><a>public</a><password><b>PRIVATE</b><c d='PRIVATE'/></password></x>",
        "<x xmlns='jabber:x:conference' jid='public' password='PRIVATE'/>",
        "<conference xmlns='urn:xmpp:bookmarks:1' name='public'><password>PRIVATE</password></conference>",
        "<services xmlns='urn:xmpp:extdisco:2'><service host='public' password='PRIVATE'/></services>",
        "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='public' pwd='PRIVATE'/>",
        "<put xmlns='urn:xmpp:http:upload:0' url='public'><header name='authorization'>PRIVATE</header></put>",
        "<x xmlns='jabber:x:data' type='submit'><field var='muc#roomconfig_roomsecret'><value>PRIVATE</value></field><field var='a'><value>public</value></field></x>",
        "<x xmlns='jabber:x:data' type='form'><field var='pin' label='public' type='text-private'><value>PRIVATE</value></field></x>",
        "<x xmlns='jabber:x:data' type='submit'><field var='Password-Verify' label='public'><value>PRIVATE</value></field></x>",
      })
  void whatTheProtocolsKeepSecretIsBlanked(String payload) throws Exception {
    String shown = blanked("<iq id='1'>" + payload + "</iq>");

    assertThat(shown).contains("public").contains("(secret)").doesNotContain("PRIVATE");
  }

  @Test
  void theOwnSecretIsBlankedInAnyTextAndAttribute() throws Exception {
    assertThat(
            blanked(
                "<message id='x a&lt;b>&apos;c&apos; y'><body>1a&lt;b&gt;'c'2<![CDATA[a<b>'c']]></body></message>"))
        .isEqualTo("<message id='x (secret) y'><body>1(secret)2(secret)</body></message>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message id='1' from='a@b/c'><body>my password is a secret</body><thread>t</thread></message>",
        "<iq id='1'><query xmlns='jabber:iq:register'><password/></query></iq>",
        "<message><x xmlns='jabber:x:data'><field var='a' type='text-single'><value>v</value></field></x></message>",
        "<message><header name='Keywords'>k</header><digest>d</digest><key>k</key></message>",
        "<message>a<b xmlns='x' xmlns:y='z' y:c='d'>e<f/>g</b>h</message>",
      })
  void theRestStaysAsItIs(String stanza) throws Exception {
    assertThat(blanked(stanza)).isEqualTo(stanza);
  }

  private String blanked(String stanza) throws Exception {
    return ElementWriter.toXml(
        blanks.in(ElementReader.read(stanza.getBytes(UTF_8), Namespaces.CLIENT)),
        Namespaces.CLIENT);
  }
}
