package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first callback whose filters all match takes a stanza, and no other. */
@OnWebhookBench
class WebhookRoutingIT {
  private final WebhookBench bench =
      WebhookBench.startWith(
          """
          callbacks:
            - { name: users,    url: '@WEBHOOK@/users',    from: [ "*@example.net" ], stanzas: [ message ] }
            - { name: host,     url: '@WEBHOOK@/host',     from: [ example.net, Sub.Example.ORG ] }
            - { name: subusers, url: '@WEBHOOK@/subusers', from: [ "*@*.example.net" ] }
            - { name: subhosts, url: '@WEBHOOK@/subhosts', from: [ "*.example.net" ] }
            - { name: one,      url: '@WEBHOOK@/one',      from: [ Juliet@Capulet.example ], to: [ BOT@gw.localhost ] }
            - { name: second,   url: '@WEBHOOK@/second',   from: [ juliet@capulet.example ], to: [ "*@gw.localhost" ] }
            - { name: bare,     url: '@WEBHOOK@/bare',     from: [ "*@forms.example" ], events: [ bare ] }
            - { name: full,     url: '@WEBHOOK@/full',     from: [ "*@forms.example" ], events: [ full ] }
            - { name: domain,   url: '@WEBHOOK@/domain',   from: [ "*@forms.example" ], events: [ host ] }
            - { name: own,      url: '@WEBHOOK@/own',      from: [ "*@own.example" ], to: [ gw.localhost ] }
            - { name: presence, url: '@WEBHOOK@/presence', from: [ "*@kinds.example" ], stanzas: [ presence ] }
            - { name: iq,       url: '@WEBHOOK@/iq',       from: [ "*@kinds.example" ], stanzas: [ iq ] }
            - { name: never,    url: '@WEBHOOK@/never',    from: [ "*@example.net" ], stanzas: [ message ] }
          """);

  @AfterAll
  void stop() {
    bench.close();
  }

  private void send(String kind, String from, String to, String id) throws Exception {
    String content =
        switch (kind) {
          case "iq" -> "<q xmlns='urn:example:q'/>";
          case "message" -> "<body>hi</body>";
          default -> "";
        };
    String type = kind.equals("iq") ? " type='get'" : "";
    bench.send(
        "<%1$s from='%2$s' to='%3$s' id='%4$s'%5$s>%6$s</%1$s>"
            .formatted(kind, from, to, id, type, content));
  }

  @ParameterizedTest
  @CsvSource({
    "message,  romeo@example.net/x,           bot@gw.localhost,       users",
    "message,  Romeo@EXAMPLE.net,             bot@gw.localhost,       users",
    "message,  romeo@example.net,             gw.localhost,           users",
    "presence, example.net,                   bot@gw.localhost,       host",
    "message,  sub.example.org,               bot@gw.localhost,       host",
    "message,  romeo@sub.example.net/x,       bot@gw.localhost/y,     subusers",
    "message,  romeo@a.b.example.net,         bot@gw.localhost,       subusers",
    "iq,       sub.example.net,               bot@gw.localhost,       subhosts",
    "message,  a.b.example.net,               bot@gw.localhost,       subhosts",
    "message,  juliet@capulet.example/a,      bot@gw.localhost,       one",
    "message,  JULIET@capulet.example,        bot@gw.localhost/b/c,   one",
    "message,  juliet@capulet.example,        other@gw.localhost,     second",
    "presence, romeo@forms.example,           bot@gw.localhost,       bare",
    "message,  romeo@forms.example,           bot@gw.localhost/r,     full",
    "message,  romeo@forms.example,           bot@gw.localhost/gw.localhost, full",
    "message,  romeo@forms.example,           gw.localhost,           domain",
    "presence, romeo@own.example,             gw.localhost,           own",
    "presence, romeo@kinds.example,           bot@gw.localhost,       presence",
    "iq,       romeo@kinds.example,           bot@gw.localhost,       iq"
  })
  void theFirstThatMatchesTakesIt(String kind, String from, String to, String name)
      throws Exception {
    String id = WebhookBench.newId();
    send(kind, from, to, id);

    assertThat(bench.webhook().post(id).target()).isEqualTo("/" + name);
    assertThat(bench.webhook().postsWith(id)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "iq,      romeo@example.net,                  bot@gw.localhost",
    "message, romeo@badexample.net,               bot@gw.localhost",
    "message, romeo@example.net.evil.example,     bot@gw.localhost",
    "message, evil.example/romeo@example.net,     bot@gw.localhost",
    "iq,      badexample.net,                     bot@gw.localhost",
    "message, juliet@capulet.example.evil,        bot@gw.localhost",
    "message, juliet2@capulet.example,            bot@gw.localhost",
    "message, romeo@own.example,                  bot@gw.localhost",
    "iq,      romeo@own.example,                  bot@gw.localhost/gw.localhost",
    "message, romeo@kinds.example,                bot@gw.localhost"
  })
  void whatNobodyTakesIsRefused(String kind, String from, String to) throws Exception {
    String id = WebhookBench.newId();
    send(kind, from, to, id);

    String refusal = StreamServer.xml(bench.reply(from, id));

    WebhookBench.assertXml(refusal)
        .hasXPath(
            "/%s[@type='error' and @from='%s']/error[@type='cancel']/e:service-unavailable"
                .formatted(kind, to));
    assertThat(bench.webhook().postsWith(id)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"presence", "headline", "groupchat", "error"})
  void whatNobodyTakesAndNobodyMayRefuseEndsHere(String kind) throws Exception {
    String from = "romeo@nowhere.example/" + kind;
    bench.send(
        kind.equals("presence")
            ? "<presence from='%s' to='bot@gw.localhost' id='silent'/>".formatted(from)
            : "<message from='%s' to='bot@gw.localhost' id='silent' type='%s'><body>x</body></message>"
                .formatted(from, kind));

    // Nobody takes this either, which is told in the order of the stream.
    String id = WebhookBench.newId();
    send("message", from, "bot@gw.localhost", id);
    bench.reply(from, id);
    assertThat(bench.server().received().all(stanza -> from.equals(stanza.attribute("to"))))
        .hasSize(1);
    assertThat(bench.webhook().postsWith("silent")).isEmpty();
  }
}
