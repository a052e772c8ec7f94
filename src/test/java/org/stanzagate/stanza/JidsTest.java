package org.stanzagate.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

class JidsTest {
  @ParameterizedTest
  @CsvSource({
    "example.org, example.org",
    "EXAMPLE.Org., example.org",
    "John@Example.ORG/Phone, john@example.org/Phone",
    "a@b/c@d/e, a@b/c@d/e",
    "b/c@d, b/c@d",
    "a@b/c d, a@b/c d",
    "room@muc.example/😀, room@muc.example/😀",
    "😀@example.org, 😀@example.org",
    "BÜCHER@Bücher.Example/Ü, bücher@bücher.example/Ü",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "straße@example.org, strasse@example.org",
    "ΣΑς@example.org/ΣΑς, σασ@example.org/ΣΑς",
    "\uFB01@example.org, fi@example.org",
    "\u212B@\u212B.example/\u212B, å@å.example/Å",
    "\uD835\uDC00@\uD835\uDC00.example/\uD835\uDC00, a@a.example/A",
    "\uD801\uDC00@example.org, \uD801\uDC28@example.org",
    "\u1D2C@example.org/\u1D2C, \u1D2C@example.org/\u1D2C",
    "a\u00ADb\u200Bc@example.org, abc@example.org",
    "a@b/x\u00A0y, a@b/x y",
    "\u06271\u0628@example.org, \u06271\u0628@example.org",
    "[::1], [::1]",
    "a@[2001:DB8::1]/r, a@[2001:db8::1]/r",
    "a@[::ffff:192.0.2.1], a@[::ffff:192.0.2.1]",
    "a@192.0.2.1, a@192.0.2.1",
    "a_b.example, a_b.example",
    "d\\27artagnan@example.org, d\\27artagnan@example.org",
  })
  void addressesAreNormalisedAsServersDo(String written, String normal) throws Exception {
    assertThat(Jids.parse(written).toString()).isEqualTo(normal);
    assertThat(Jids.parse(normal).toString()).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "``|no domain",
        "@|before the @",
        "@b|before the @",
        "a@|no domain",
        "/r|no domain",
        "a@/r|no domain",
        "a@b/|after the /",
        "b/|after the /",
        "a@b@c|domain can't hold @",
        " a@b|before the @ can't hold a space",
        "a b@c|before the @ can't hold a space",
        "a@b c|domain can't hold a space",
        "a@b |domain can't hold a space",
        "a\u0001@b|U+0001",
        "a@b\u0001|U+0001",
        "a@b/c\u0001|U+0001",
        "`a@b/c\n`|U+000A",
        "a\u007F@b|U+007F",
        "a:b@c|can't hold :",
        "a&b@c|can't hold &",
        "a'b@c|can't hold '",
        "a\"b@c|can't hold \"",
        "a<b@c|can't hold <",
        "a@b:5222|domain can't hold :",
        "a@[b|domain can't hold [",
        "a@[::g]|domain can't hold [",
        "a@b\uFF20c|domain can't hold @",
        "a@b\uFF0Fc|domain can't hold /",
        "a@b..c|dot",
        "a@.b|dot",
        "a@b..|dot",
        "a@..|dot",
        "a@b\uFF0E\u2024c|dot",
        "a@\u2024b|dot",
        "a@b\u2026|dot",
        "`a@b.\n`|U+000A",
        "`a@[::1]\n`|domain can't hold [",
        "a@b.\u0085|no place in a JID",
        "a@b.\u2028|no place in a JID",
        "a@[::1]b|domain can't hold [",
        "a@b[::1]|domain can't hold [",
        "a@[]|domain can't hold [",
        "a@.|can't be the empty string",
        "\uFF20@b|no place in a JID",
        "a\u00A0b@c|no place in a JID",
        "a@b/\u0080|no place in a JID",
        "a@b/\uE000|no place in a JID",
        "a@b/\uFFFD|no place in a JID",
        "a@b/\uD83D|no place in a JID",
        "a@b/\u200E|no place in a JID",
        "\u0627a\u0628@b|right to left",
        "\u06271@b|right to left",
        "\u00AD@b|nothing visible",
        "a@\u200B|nothing visible",
        "a@b/\uFEFF|nothing visible",
      })
  void whatIsNoJidIsRefusedWithTheReason(String written, String says) {
    assertThatThrownBy(() -> Jids.parse(written))
        .isInstanceOf(XmppStringprepException.class)
        .hasMessageContaining(says);
  }

  @Test
  void eachPartMayHave1023Bytes() throws Exception {
    String part = "a".repeat(1023);
    assertThat(Jids.parse(part + "@" + part + "/" + part).toString())
        .isEqualTo(part + "@" + part + "/" + part);
    String wide = "語".repeat(341);
    assertThat(Jids.parse(wide + "@" + wide + "/" + wide).toString())
        .isEqualTo(wide + "@" + wide + "/" + wide);
    for (String tooLong :
        new String[] {
          "a" + part + "@b",
          "a@a" + part,
          "a@b/a" + part,
          "é".repeat(512) + "@b",
          "ŉ".repeat(512) + "@b",
          "a@" + "\u1E9F".repeat(342),
          "a@b/" + "語".repeat(342),
          "a@b/a" + "語".repeat(341),
          "a@b/" + "😀".repeat(256)
        }) {
      assertThatThrownBy(() -> Jids.parse(tooLong)).hasMessageContaining("longer than 1023 bytes");
    }
  }

  @Test
  void whatOthersPreparedInTheSameJvmIsNotTakenOver() throws Exception {
    assertThat(JidCreate.from("other\u0001@example.org").toString())
        .isEqualTo("other\u0001@example.org");
    assertThatThrownBy(() -> Jids.parse("other\u0001@example.org"))
        .isInstanceOf(XmppStringprepException.class);
  }
}
