package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

/**
 * A row of a table of what can become of a request.
 *
 * @param header a line that must be there, or at least its start; empty for none
 * @param body what is to be said of the answer besides
 */
record Outcome(
    String name, Provocation provocation, int status, String header, Consumer<RawAnswer> body) {

  /** Provokes an outcome. */
  interface Provocation {
    RawAnswer apply(RestBench bench) throws Exception;
  }

  static Outcome row(
      String outcome,
      Provocation provocation,
      int status,
      String header,
      Consumer<RawAnswer> body) {
    return new Outcome(outcome, provocation, status, header, body);
  }

  static Provocation xml(String stanza) {
    return bench -> bench.exchange(RawRequest.xml(stanza));
  }

  static Provocation json(String stanza) {
    return bench -> bench.exchange(RawRequest.json(stanza));
  }

  static Consumer<RawAnswer> nothing() {
    return answer -> {
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("Content-Length")).isEqualTo("0");
    };
  }

  static Consumer<RawAnswer> stanza(String type, String... parts) {
    return answer -> {
      assertThat(answer.type()).isEqualTo(type);
      assertThat(answer.body()).contains(parts);
    };
  }

  static Consumer<RawAnswer> fault(String type) {
    return fault(type, "");
  }

  static Consumer<RawAnswer> fault(String type, String condition) {
    return answer -> {
      assertThat(answer.type()).isEqualTo(type);
      assertThat(answer.fault().condition()).isNotBlank().contains(condition);
      assertThat(answer.fault().text()).isNotBlank();
    };
  }

  /** Provokes it, and looks at the answer. */
  void assertOn(RestBench bench) throws Exception {
    RawAnswer answer = provocation.apply(bench);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    if (!header.isEmpty()) {
      String[] parts = header.split(": ", 2);
      assertThat(answer.header(parts[0])).as("%s", answer).isNotEmpty().contains(parts[1]);
    }
    body.accept(answer);
  }

  @Override
  public String toString() {
    return status + " " + name;
  }
}
