package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.it.Outcome.fault;
import static org.stanzagate.it.Outcome.json;
import static org.stanzagate.it.Outcome.nothing;
import static org.stanzagate.it.Outcome.row;
import static org.stanzagate.it.Outcome.stanza;
import static org.stanzagate.it.Outcome.xml;

import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.xml.Element;

/** Every outcome that a POST to {@code /rest} can have, with its status, headers and body. */
@OnRestBench
class StatusTableIT {
  private static final String PING =
      "<iq type='get' to='%s' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>";

  private static final String BOUND = "Ym91bmQgdG9rZW4K";

  private static final String QUERY =
      "<iq type='set' to='archive@localhost' id='mam'><query xmlns='urn:xmpp:mam:2' queryid='q1'/></iq>";

  private RestBench bench;

  @BeforeAll
  void start() {
    // Goes on with the list of tokens that the settings begin.
    bench =
        RestBench.start(
            """
                - token: "%s"
                  name: bound
                  to: [ "*@localhost" ]
                  rate: 1/h
            """
                .formatted(BOUND));
    bench.server().answers(StatusTableIT::answer);
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  /** What the rows ask of the server's side. */
  private static Optional<String> answer(Element stanza) {
    String to = String.valueOf(stanza.attribute("to"));
    return switch (to) {
      case "refusing@localhost" ->
          Optional.of(
              RestBench.result(
                      stanza,
                      "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>")
                  .replace("'result'", "'error'"));
      case "archive@localhost" -> Optional.of(archived(stanza, 2) + archiveEnd(stanza));
      case "empty@localhost" -> Optional.of(archiveEnd(stanza));
      default -> RestBench.usualAnswer(stanza);
    };
  }

  private static String archived(Element query, int count) {
    String queryId = query.elements().get(0).attribute("queryid");
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      all.append(
          "<message from='%s' to='%s'><result xmlns='urn:xmpp:mam:2' queryid='%s' id='%d'/></message>"
              .formatted(query.attribute("to"), query.attribute("from"), queryId, i));
    }
    return all.toString();
  }

  private static String archiveEnd(Element query) {
    return RestBench.result(query, "<fin xmlns='urn:xmpp:mam:2' complete='true'/>");
  }

  static Stream<Outcome> sent() {
    String x = GatewayProcess.XML;
    String j = GatewayProcess.JSON;
    return Stream.of(
        row(
            "message written",
            xml("<message to='a@localhost' id='m1'/>"),
            202,
            "Stanza-Id: m1",
            nothing()),
        row(
            "presence written",
            xml("<presence to='a@localhost' id='p1'/>"),
            202,
            "Stanza-Id: p1",
            nothing()),
        row(
            "message written, JSON",
            json("{\"to\":\"a@localhost\",\"id\":\"m2\",\"body\":\"x\"}"),
            202,
            "Stanza-Id: m2",
            nothing()),
        row(
            "an id that is no header",
            json("{\"to\":\"a@localhost\",\"id\":\"\u00e9 \\n%\"}"),
            202,
            "Stanza-Id: %C3%A9%20%0A%25",
            nothing()),
        row(
            "iq get: result",
            xml(PING.formatted("a@localhost", "g1")),
            200,
            "Stanza-Id: g1",
            stanza(x, "<iq ", "type='result'", "id='g1'", "from='a@localhost'")),
        row(
            "iq set: result, JSON",
            json("{\"to\":\"a@localhost\",\"id\":\"s1\",\"block\":[\"b@localhost\"]}"),
            200,
            "Stanza-Id: s1",
            stanza(j, "\"kind\":\"iq\"", "\"type\":\"result\"", "\"id\":\"s1\"")),
        row(
            "iq: an error",
            xml(PING.formatted("refusing@localhost", "e1")),
            200,
            "Stanza-Id: e1",
            stanza(x, "type='error'", "<item-not-found")),
        row(
            "iq: an error, JSON",
            json("{\"to\":\"refusing@localhost\",\"ping\":true}"),
            200,
            "",
            stanza(j, "\"type\":\"error\"", "\"condition\":\"item-not-found\"")),
        row(
            "iq: several stanzas",
            xml(QUERY),
            200,
            "Stanza-Id: mam",
            stanza(x, "<xmpp>", "id='1'", "id='2'", "<fin ")),
        row(
            "iq: several stanzas, JSON",
            json("{\"to\":\"archive@localhost\",\"archive\":{}}"),
            200,
            "",
            stanza(j, "{\"xmpp\":[", "\"result\":{\"complete\":true}")),
        row(
            "iq: one alone",
            xml(QUERY.replace("archive@", "empty@")),
            200,
            "Stanza-Id: mam",
            answer -> assertThat(answer.body()).startsWith("<iq ")),
        row(
            "iq result",
            xml("<iq type='result' to='a@localhost' id='r1'/>"),
            202,
            "Stanza-Id: r1",
            nothing()),
        row(
            "iq error",
            xml(
                "<iq type='error' to='a@localhost' id='r2'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
            202,
            "Stanza-Id: r2",
            nothing()));
  }

  static Stream<Outcome> refused() {
    String x = GatewayProcess.XML;
    String j = GatewayProcess.JSON;
    return Stream.of(
        row("not well-formed", xml("<message to='a@localhost'>"), 400, "", fault(x)),
        row(
            "not one stanza",
            xml("<message to='a@localhost'/><message to='a@localhost'/>"),
            400,
            "",
            fault(x)),
        row("bad JSON", json("{\"to\":"), 400, "", fault(j)),
        row(
            "unknown JSON key",
            json("{\"to\":\"a@localhost\",\"bodi\":\"x\"}"),
            400,
            "",
            fault(j).andThen(answer -> assertThat(answer.body()).contains("/bodi", "body"))),
        row(
            "wrong type of value",
            json("{\"to\":\"a@localhost\",\"body\":1}"),
            400,
            "",
            fault(j).andThen(answer -> assertThat(answer.body()).contains("/body"))),
        row("wrong stanza", xml("<zebra to='a@localhost'/>"), 422, "", fault(x)),
        row(
            "wrong namespace",
            xml("<message xmlns='urn:example' to='a@localhost'/>"),
            422,
            "",
            fault(x)),
        row("wrong JID", xml("<message to='a@@localhost'/>"), 422, "", fault(x)),
        row("no JID", xml("<message/>"), 422, "", fault(x)),
        row("wrong type", xml("<message to='a@localhost' type='zebra'/>"), 422, "", fault(x)),
        row(
            "no type",
            xml("<iq to='a@localhost'><ping xmlns='urn:xmpp:ping'/></iq>"),
            422,
            "",
            fault(x)),
        row(
            "iq get without a payload",
            xml("<iq type='get' to='a@localhost'/>"),
            422,
            "",
            fault(x)),
        row(
            "iq set with two",
            xml("<iq type='set' to='a@localhost'><a xmlns='u'/><b xmlns='u'/></iq>"),
            422,
            "",
            fault(x)),
        row(
            "iq result with two",
            xml("<iq type='result' to='a@localhost' id='r'><a xmlns='u'/><b xmlns='u'/></iq>"),
            422,
            "",
            fault(x)),
        row(
            "larger than max_body",
            xml("<message to='a@localhost'>" + " ".repeat(200_000) + "</message>"),
            413,
            "",
            fault(x)),
        row(
            "larger than max_send",
            json("{\"to\":\"a@localhost\",\"body\":\"" + "<".repeat(150_000) + "\"}"),
            413,
            "",
            fault(j)),
        row("already waiting", StatusTableIT::twice, 409, "Stanza-Id: twice", fault(x, "conflict")),
        row(
            "other content type",
            bench -> bench.exchange(RawRequest.post("text/html", "x")),
            415,
            "",
            fault(x)),
        row(
            "no content type",
            bench -> bench.exchange(RawRequest.of("POST", "/rest").withBody("x")),
            415,
            "",
            fault(x)),
        row(
            "other method",
            bench -> bench.exchange(RawRequest.of("PUT", "/rest").with("Accept: " + j)),
            405,
            "Allow: POST, OPTIONS",
            fault(j)),
        row(
            "no answer in time",
            bench ->
                bench.exchange(
                    RawRequest.xml(PING.formatted("silent@localhost", "t1"))
                        .with("Prefer: wait=1")),
            504,
            "Stanza-Id: t1",
            fault(x, "remote-server-timeout")),
        row(
            "no answer in time, mod_rest's header",
            bench ->
                bench.exchange(
                    RawRequest.json("{\"to\":\"silent@localhost\",\"ping\":true}")
                        .with("Prosody-Rest-Timeout: 1")),
            504,
            "",
            fault(j, "remote-server-timeout")),
        row("no connection", StatusTableIT::whileTheServerIsAway, 503, "Retry-After: ", fault(x)),
        row(
            "no credentials",
            bench ->
                bench.exchange(
                    RawRequest.xml("<message to='a@localhost'/>").without("Authorization")),
            401,
            "WWW-Authenticate: Bearer realm=\"gw.localhost/rest\", Basic realm=\"gw.localhost/rest\"",
            fault(x)),
        row(
            "wrong credentials",
            bench ->
                bench.exchange(
                    RawRequest.json("{}").without("Authorization").with("Authorization: Bearer x")),
            401,
            "WWW-Authenticate: Bearer realm=\"gw.localhost/rest\", Basic realm=\"gw.localhost/rest\"",
            fault(j)),
        row(
            "not allowed to the token",
            bench -> bench.exchange(bound("r@localhost.example")),
            403,
            "",
            fault(x)),
        row(
            "over the token's rate",
            bench -> {
              bench.exchange(bound("r@localhost"));
              return bench.exchange(bound("r@localhost"));
            },
            429,
            "RateLimit-Policy: \"default\";q=1;w=3600",
            fault(x)
                .andThen(
                    answer -> {
                      assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
                      assertThat(answer.header("RateLimit")).matches("\"default\";r=0;t=[1-9]\\d*");
                    })),
        row(
            "another's sender",
            xml("<message from='a@example.org' to='a@localhost'/>"),
            403,
            "",
            fault(x)),
        row(
            "no such path",
            bench -> bench.exchange(RawRequest.get("/nowhere")),
            404,
            "",
            fault(x)));
  }

  /** A message of the token that may little. */
  private static RawRequest bound(String to) {
    return RawRequest.xml("<message to='" + to + "'/>")
        .without("Authorization")
        .with("Authorization: Bearer " + BOUND);
  }

  /** The second of two that have the same from, to and id. */
  private static RawAnswer twice(RestBench bench) throws Exception {
    RawRequest request = RawRequest.xml(PING.formatted("silent@localhost", "twice"));
    try (RawConnection first = bench.connect().send(request)) {
      bench.server().received().await("the first", one -> "twice".equals(one.attribute("id")));
      RawAnswer answer = bench.exchange(request.with("Prefer: wait=1"));
      bench
          .server()
          .send("<iq type='result' from='silent@localhost' to='gw.localhost' id='twice'/>");
      assertThat(first.answer().status()).isEqualTo(200);
      return answer;
    }
  }

  private static RawAnswer whileTheServerIsAway(RestBench bench) throws Exception {
    bench.server().leave();
    try {
      Awaitility.await("the gateway knows").until(() -> bench.gateway().get("/readyz") == 503);
      return bench.exchange(RawRequest.xml("<message to='a@localhost'/>"));
    } finally {
      bench.server().comeBack();
      bench.gateway().awaitReady();
    }
  }

  @ParameterizedTest
  @MethodSource({"sent", "refused"})
  void theTableHolds(Outcome row) throws Exception {
    row.assertOn(bench);
  }
}
