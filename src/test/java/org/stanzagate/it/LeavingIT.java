package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients that leave before they have their answer: what was held for them is free again. */
@OnRestBench
class LeavingIT {
  private final RestBench bench;

  LeavingIT(RestBench bench) {
    this.bench = bench;
  }

  private static RawRequest question(String id) {
    return RawRequest.xml(
        "<iq type='get' to='silent@localhost/x' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
            .formatted(id));
  }

  private void awaitQuestions(String id, int count) {
    bench
        .server()
        .received()
        .await("question " + id, count, stanza -> id.equals(stanza.attribute("id")));
  }

  private static String answer(String id) {
    return "<iq type='result' from='silent@localhost/x' to='%s' id='%s'/>"
        .formatted(RestBench.DOMAIN, id);
  }

  @Test
  void theIdOfAQuestionThatNobodyWaitsForCanBeUsedAgain() throws Exception {
    String id = RestBench.newId();
    try (RawConnection leaving = bench.connect().send(question(id))) {
      awaitQuestions(id, 1);
      assertThat(bench.exchange(question(id)).status()).isEqualTo(409);
      leaving.leave();
    }

    try (RawConnection second = bench.connect()) {
      Awaitility.await("the id is free")
          .until(() -> bench.exchange(question(id).with("Prefer: wait=1")).status() == 504);
      second.send(question(id));
      awaitQuestions(id, 3);
      bench.server().send(answer(id));
      assertThat(second.answer().status()).isEqualTo(200);
    }
    bench.assertLives();
  }

  @Test
  void anAnswerThatComesTooLateDisturbsNobody() throws Exception {
    String id = RestBench.newId();
    try (RawConnection leaving = bench.connect().send(question(id))) {
      awaitQuestions(id, 1);
      leaving.leave();
    }
    assertThat(
            bench.sentWhile(
                () -> {
                  bench.server().send(answer(id));
                  bench.server().send(answer(id).replace("result", "error"));
                }))
        .isEmpty();
  }

  /** The connection is there, and its next request comes before the first one's answer. */
  @Test
  void whoAsksOnWhileWaitingIsStillThere() throws Exception {
    String id = RestBench.newId();
    try (RawConnection connection = bench.connect()) {
      connection.send(question(id)).send(RawRequest.get("/healthz")).send("GET /hea");
      awaitQuestions(id, 1);
      bench.assertLives();
      bench.server().send(answer(id));
      assertThat(connection.answer().body()).contains("type='result'", id);
      assertThat(connection.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aThousandWhoLeaveAtOnceLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      try (RawConnection leaving = bench.connect()) {
        leaving.send(question("gone-" + i));
      }
    }
    bench.assertLives();
  }
}
