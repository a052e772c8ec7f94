package org.stanzagate.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.stringprep.XmppStringprepException;

class JidPatternTest {
  @ParameterizedTest
  @CsvSource({
    "a@d.example, a@d.example",
    "a@d.example, a@d.example/r",
    "A@D.example, a@d.example/R",
    "d.example, d.example",
    "d.example, d.example/r",
    "*@d.example, a@d.example",
    "*@d.example, a@d.example/r@x/y",
    "*.d.example, s.d.example",
    "*.d.example, s.s.d.example/r",
    "*@*.d.example, a@s.d.example",
    "*@[::1], a@[::1]/r",
  })
  void itMatches(String pattern, String jid) throws Exception {
    assertThat(JidPattern.parse(pattern).matches(Jids.parse(jid))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a@d.example, b@d.example",
    "a@d.example, d.example",
    "a@d.example, a@s.d.example",
    "a@d.example, d.example/a@d.example",
    "d.example, a@d.example",
    "d.example, s.d.example",
    "*@d.example, d.example",
    "*@d.example, d.example/a@d.example",
    "*@d.example, a@s.d.example",
    "*.d.example, d.example",
    "*.d.example, a@s.d.example",
    "*.d.example, xd.example",
    "*.d.example, s.xd.example",
    "*@*.d.example, a@d.example",
    "*@*.d.example, s.d.example",
    "*@*.d.example, a@evild.example",
  })
  void itDoesNotMatch(String pattern, String jid) throws Exception {
    assertThat(JidPattern.parse(pattern).matches(Jids.parse(jid))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "*@", "*.", "@d", "a@*.d", "a@d/r", "*@d/r", "d/r", "*@a@d", "a b"})
  void itIsNone(String text) {
    assertThatThrownBy(() -> JidPattern.parse(text)).isInstanceOf(XmppStringprepException.class);
  }
}
