package org.stanzagate.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check-in section, and the variables of the receiver that it stands in for. */
class CheckinKeysTest {
  private static CheckinConfig checkin(String yaml) throws ConfigException {
    return requireNonNull(load(MINIMAL + yaml + "\n").config().checkin());
  }

  private static AnnounceConfig announce(String yaml) throws ConfigException {
    return requireNonNull(
        checkin("checkin: { secret: x, announce: { to: room@muc.example.net, " + yaml + " } }")
            .announce());
  }

  @Test
  void aSecretTurnsItOnAndAllElseHasItsDefault() throws Exception {
    CheckinConfig checkin = checkin("checkin: { secret: x }");

    assertThat(checkin.secret()).isEqualTo(new Secret("x"));
    assertThat(checkin.port()).isEqualTo(9999);
    assertThat(checkin.database()).isAbsolute().hasFileName("checkins.db");
    assertThat(checkin.announce()).isNull();
  }

  @Test
  void aRoomIsEnoughToAnnounce() throws Exception {
    AnnounceConfig announce = announce("");

    assertThat(announce.to().toString()).isEqualTo("room@muc.example.net");
    assertThat(announce.from().toString()).isEqualTo("checkins@rest.example.net/stanzagate");
    assertThat(announce.isGroupchat()).isTrue();
    assertThat(announce.nick()).isEqualTo("check-ins");
    assertThat(announce.text()).isEqualTo("{username} checked in on {channel}: {message}");
  }

  @Test
  void whatIsGivenCounts() throws Exception {
    AnnounceConfig announce =
        announce("from: Bot@REST.example.net, type: chat, nick: mesh bot, text: '{source_bot}!'");

    assertThat(announce.from().toString()).isEqualTo("bot@rest.example.net/stanzagate");
    assertThat(announce.isGroupchat()).isFalse();
    assertThat(announce.nick()).isEqualTo("mesh bot");
    assertThat(announce.text()).isEqualTo("{source_bot}!");
    assertThat(announce("from: rest.example.net/x").from().toString())
        .isEqualTo("rest.example.net/x");
  }

  @Test
  void theReceiversVariablesSufficeAlone() throws Exception {
    Map<String, String> environment =
        Map.of(
            "CHECKIN_API_SECRET", "x y".replace(" ", ""),
            "CHECKIN_PORT", "1234",
            "CHECKIN_DB_PATH", "/var/lib/checkin/checkins.db");

    assertThat(load(MINIMAL, environment).config().checkin())
        .isEqualTo(
            new CheckinConfig(
                new Secret("xy"), 1234, Path.of("/var/lib/checkin/checkins.db"), null));
  }

  @Test
  void theFileAndOurOwnVariablesComeBeforeThose() throws Exception {
    Map<String, String> environment =
        Map.of(
            "CHECKIN_API_SECRET", "theirs",
            "CHECKIN_PORT", "1",
            "STANZAGATE_CHECKIN_PORT", "2",
            "STANZAGATE_CHECKIN_ANNOUNCE_TO", "a@b");

    CheckinConfig checkin =
        requireNonNull(
            load(MINIMAL + "checkin: { secret: ours }\n", environment).config().checkin());

    assertThat(checkin.secret()).isEqualTo(new Secret("ours"));
    assertThat(checkin.port()).isEqualTo(2);
    assertThat(requireNonNull(checkin.announce()).to().toString()).isEqualTo("a@b");
  }

  @Test
  void itsVariablesTurnItOnByTheirSecretOnly() throws Exception {
    Map<String, String> unrelated =
        Map.of("CHECKIN_PORT", "tcp://10.0.0.1:1", "CHECKIN_DB_PATH", "", "CHECKIN_API_SECRET", "");

    assertThat(load(MINIMAL, unrelated).config()).isEqualTo(load(MINIMAL).config());
    assertThat(load(MINIMAL + "checkin: {}\n").config()).isEqualTo(load(MINIMAL).config());
    assertThat(problems(MINIMAL, Map.of("CHECKIN_API_SECRET", "x", "CHECKIN_PORT", "a")))
        .containsExactly(
            "environment variable CHECKIN_PORT: checkin.port: \"a\" is wrong (no whole number, or"
                + " one with a zero before it); write a port number from 0 to 65535");
  }

  @Test
  void withoutASecretItIsOffAndThatIsAWarning() throws Exception {
    assertThat(load(MINIMAL + "checkin: { port: 9999 }\n").warnings())
        .extracting(ConfigProblem::toString)
        .singleElement()
        .asString()
        .contains(":4: checkin: is off, for it has no secret, nor is CHECKIN_API_SECRET set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 99999                            | port          | from 0 to 65535",
        "secret: a b                            | secret        | without blanks",
        "database: 'a?b'                        | database      | without a question mark",
        "announce: { from: a@rest.example.net } | announce.to   | is missing",
        "announce: { to: a@b, from: a@b/c }     | announce.from | not that of the component",
        "announce: { to: room.example.net }     | announce.to   | the JID of a room",
        "announce: { to: a@b, type: headline }  | announce.type | write chat or groupchat",
        "announce: { to: a@b, nick: \"\\u00a0\" } | announce.nick | write a nickname",
        "announce: { to: a@b, text: '{user}' }  | announce.text | {user} is none of {channel}",
        "announce: { to: a@b, text: 'a } b' }   | announce.text | } is none of {channel}",
        "announce: { to: a@b, room: x }         | announce.room | unknown key",
      })
  void itsValuesAreChecked(String line, String key, String message) {
    assertThat(problems(MINIMAL + "checkin: { " + line + " }\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: checkin." + key + ": ")
        .contains(message);
  }
}
