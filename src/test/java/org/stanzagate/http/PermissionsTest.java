package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.AuthConfig.Scope;
import org.stanzagate.config.Tokens;
import org.stanzagate.listener.HttpException;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.xml.ElementReader;

class PermissionsTest {
  private static final Tokens TOKEN = Tokens.token("bot", "dmVyeSBzZWNyZXQgdG9rZW4K");

  private static Permissions permissions(Scope scope) throws Exception {
    return new Permissions(domain(), scope);
  }

  private static Jid domain() throws Exception {
    return Jids.parse("rest.example.net");
  }

  /** As Outbound does it. */
  private static Stanza send(Permissions permissions, String xml) throws Exception {
    StanzaDraft draft = new StanzaDraft(ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT));
    Stanza stanza = draft.complete(permissions.defaultFrom(draft), () -> "id");
    permissions.check(stanza);
    return stanza;
  }

  private static String sender(Scope scope, String xml) throws Exception {
    return send(permissions(scope), xml).from().toString();
  }

  private static int status(Permissions permissions, String xml) throws Exception {
    try {
      send(permissions, xml);
      return 202;
    } catch (HttpException e) {
      return e.failure().status();
    }
  }

  private static String message(String from) {
    return "<message from='" + from + "' to='a@example.net'/>";
  }

  @ParameterizedTest
  @CsvSource({
    "bot@rest.example.net, 202",
    "bot@rest.example.net/x, 202",
    "BOT@REST.Example.Net./x, 202",
    "ｂｏｔ@rest.example.net, 202",
    "bot@ｒｅｓｔ.example.net, 202",
    "bo\u00adt@rest.example.net, 202",
    "rest.example.net, 403",
    "rest.example.net/bot@rest.example.net, 403",
    "bot2@rest.example.net, 403",
    "bot@x.rest.example.net, 403",
    "bot@rest.example.net.evil.example, 403",
    "bot\\40rest.example.net@evil.example, 403",
    "bоt@rest.example.net, 403",
  })
  void aSenderIsComparedAsItGoesOut(String from, int status) throws Exception {
    Permissions bound = permissions(TOKEN.from("bot@rest.example.net").scope());

    assertThat(status(bound, message(from))).isEqualTo(status);
    if (status == 202) {
      assertThat(send(bound, message(from)).from().asBareJid().toString())
          .isEqualTo("bot@rest.example.net");
    }
  }

  @Test
  void aSenderOfAnotherDomainIsNobodys() throws Exception {
    for (Scope scope : new Scope[] {Scope.ALL, TOKEN.from("*@*.example.net").scope()}) {
      for (String from : new String[] {"example.net", "a@example.net", "a@x.rest.example.net"}) {
        assertThatThrownBy(() -> send(permissions(scope), message(from)))
            .hasMessageContaining("which is not this component's to use");
      }
    }
  }

  @Test
  void withoutASenderTheFirstOfTheTokenSends() throws Exception {
    String xml = "<message to='a@example.net'/>";

    assertThat(sender(Scope.ALL, xml)).isEqualTo("rest.example.net");
    assertThat(sender(TOKEN.to("*@example.net").scope(), xml)).isEqualTo("rest.example.net");
    Scope two = TOKEN.from("BOT@rest.example.net", "rest.example.net").scope();
    assertThat(sender(two, xml)).isEqualTo("bot@rest.example.net");
    assertThat(sender(two, "<message from='' to='a@example.net'/>"))
        .isEqualTo("bot@rest.example.net");
  }

  @Test
  void whereTheFirstSenderIsAnyOfManyTheStanzaHasToSayWhich() throws Exception {
    for (String first : new String[] {"*@rest.example.net", "*.example.net", "*@*.net"}) {
      Permissions many = permissions(TOKEN.from(first, "bot@rest.example.net").scope());

      assertThatThrownBy(() -> send(many, "<message to='a@example.net'/>"))
          .isInstanceOfSatisfying(
              HttpException.class,
              e -> {
                assertThat(e.failure().status()).isEqualTo(422);
                assertThat(e.failure().text()).contains("say who sends it", first);
              });
      assertThat(status(many, message("bot@rest.example.net"))).isEqualTo(202);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "romeo@example.net, 202",
    "ROMEO@EXAMPLE.NET/Balcony, 202",
    "example.net, 403",
    "romeo@sub.example.net, 403",
    "example.org, 403",
    "chat.example.org, 202",
    "a.chat.example.org/x, 202",
    "room@chat.example.org, 403",
    "room@chat.example.com, 202",
    "chat.example.com, 403",
    "evilexample.org, 403",
    "romeo@example.net.evil, 403",
    "x/romeo@example.net, 403",
  })
  void aRecipientIsComparedAsItGoesOut(String to, int status) throws Exception {
    Permissions bound =
        permissions(TOKEN.to("*@example.net", "*.example.org", "*@*.example.com").scope());

    assertThat(status(bound, "<message to='" + to + "'/>")).isEqualTo(status);
  }

  @Test
  void onlyTheKindsOfTheTokenPass() throws Exception {
    Permissions messages = permissions(TOKEN.kinds(Kind.MESSAGE).scope());

    assertThat(status(messages, "<message to='a@b'/>")).isEqualTo(202);
    assertThat(status(messages, "<presence to='a@b'/>")).isEqualTo(403);
    assertThat(status(messages, "<iq type='get' to='a@b'><ping xmlns='urn:xmpp:ping'/></iq>"))
        .isEqualTo(403);
    assertThat(status(messages, "<iq type='result' id='1' to='a@b'/>"))
        .as("the answer to an iq of somebody else's")
        .isEqualTo(403);
    assertThatThrownBy(
            () ->
                send(
                    permissions(TOKEN.kinds(Kind.MESSAGE, Kind.IQ).scope()),
                    "<presence to='a@b'/>"))
        .hasMessage("this token may not send stanzas of kind presence, only message, iq");
  }

  @Test
  void anIqIsAnsweredOnlyByTheOneItWasSentTo() throws Exception {
    Permissions bound = permissions(TOKEN.from("bot@rest.example.net").scope());

    assertThatThrownBy(
            () -> send(bound, "<iq type='result' id='1' from='rest.example.net' to='a@b'/>"))
        .hasMessage(
            "from is rest.example.net, and this token may send only from bot@rest.example.net");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<addresses xmlns='http://jabber.org/protocol/address'/>",
        "<privilege xmlns='urn:xmpp:privilege:2'/>",
        "<p:privileged_iq xmlns:p='urn:xmpp:privilege:2'/>",
        "<delegation xmlns='urn:xmpp:delegation:1'/>",
        "<x xmlns='urn:xmpp:privilege:'/>",
        "<x xmlns='&#x75;rn:xmpp:privilege:99'/>",
        "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'>"
            + "<addresses xmlns='http://jabber.org/protocol/address'/></message></forwarded>",
        "<a xmlns='urn:example:a'><b><c xmlns='urn:xmpp:delegation:2'/></b></a>",
      })
  void aBoundTokenSendsNothingThatLeadsAroundItsBounds(String payload) throws Exception {
    String xml = "<message to='a@example.net'><body>x</body>" + payload + "</message>";

    for (Tokens bound :
        new Tokens[] {
          TOKEN.from("rest.example.net"),
          TOKEN.to("*@example.net"),
          TOKEN.kinds(Kind.MESSAGE, Kind.PRESENCE, Kind.IQ)
        }) {
      assertThatThrownBy(() -> send(permissions(bound.scope()), xml))
          .hasMessageContaining("this token is bound to certain addresses or kinds");
    }
    assertThat(status(permissions(Scope.ALL), xml)).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x xmlns='urn:xmpp:privileges'/>",
        "<x xmlns='http://jabber.org/protocol/addresses'/>",
        "<x xmlns='urn:example' a='urn:xmpp:privilege:2'>http://jabber.org/protocol/address</x>"
      })
  void whatOnlySpeaksOfItPasses(String payload) throws Exception {
    assertThat(
            status(
                permissions(TOKEN.to("*@example.net").scope()),
                "<message to='a@example.net'>" + payload + "</message>"))
        .isEqualTo(202);
  }
}
