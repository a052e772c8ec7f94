package org.stanzagate.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTextTest {
  private static Checkin checkin(String username, String message) {
    return new Checkin("A1", username, message, "#mesh", "2025-03-03T14:30:00Z", "");
  }

  @Test
  void fieldsAreFilledIn() {
    assertThat(
            new AnnouncementText(
                    "{username}/{message}/{channel}/{timestamp}/{packet_hash}/{source_bot}/")
                .of(checkin("HOWL", "hi")))
        .isEqualTo("HOWL/hi/#mesh/2025-03-03T14:30:00Z/A1//");
  }

  @Test
  void whatLooksLikeAFieldInTheTextOfAStrangerIsText() {
    assertThat(
            new AnnouncementText("{username}: {message}")
                .of(checkin("{message}", "$1 {username} \\ {packet_hash} <b>&amp;</b>")))
        .isEqualTo("{message}: $1 {username} \\ {packet_hash} <b>&amp;</b>");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 9, 0xA, 0xD, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066,
        0x2069, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1FFFE
      })
  void whatCouldBreakOutOfTheLineIsDropped(int point) {
    String nasty = new String(Character.toChars(point));

    assertThat(new AnnouncementText("{message}!").of(checkin("x", "a" + nasty + "b")))
        .isEqualTo("ab!");
  }

  @Test
  void whatPeopleWriteWithStays() {
    String text =
        "gr\u00fc\u00df \uD83D\uDC69\u200D\uD83D\uDCBB \u05E9\u05DC\u05D5\u05DD \u200F\uFEFF\u00A0.";
    assertThat(new AnnouncementText("{message}").of(checkin("x", text))).isEqualTo(text);
  }
}
