package org.stanzagate.config;

import java.util.Map;
import java.util.Set;
import org.jxmpp.jid.Jid;

/** Checks {@code checkin}, which is on where it has a secret. No code serves it yet. */
final class CheckinKeys {
  /** The variables of the receiver that this section stands in for. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "secret", "CHECKIN_API_SECRET",
          "port", "CHECKIN_PORT",
          "database", "CHECKIN_DB_PATH");

  private static final Set<String> FIELDS =
      Set.of("packet_hash", "username", "message", "channel", "timestamp", "source_bot");

  private static final ScalarType<Secret> SECRET =
      new ScalarType<>(
              "a secret without blanks and control characters",
              text -> {
                if (!text.matches("[!-~]{1,1024}")) {
                  throw new FaultyValue("");
                }
                return new Secret(text);
              })
          .secret();

  private static final ScalarType<Jid> RECIPIENT =
      new ScalarType<>(
          "the JID of a room or a user, like meshmonday@conference.example.net",
          text -> {
            Jid jid = ValueTypes.jid(text);
            if (!jid.isEntityBareJid()) {
              throw new FaultyValue("");
            }
            return jid;
          });

  private static final ScalarType<String> TYPE =
      ValueTypes.oneOf(Map.of("groupchat", "groupchat", "chat", "chat"));

  private static final ScalarType<String> TEXT =
      new ScalarType<>(
          "text with the fields of a check-in, like {username}",
          text -> Placeholders.check(text, FIELDS));

  private CheckinKeys() {}

  static void check(Section root) {
    Section plain = root.section("checkin");
    boolean isOn = plain.withFallbacks(VARIABLES).has("secret", SECRET);
    Section checkin = isOn ? plain.withFallbacks(VARIABLES) : plain;
    checkin.notYet("secret", SECRET);
    checkin.find("port", ValueTypes.PORT);
    checkin.find("database", ValueTypes.matching("the path of a SQLite file", "[^\\p{Cntrl}]+"));
    checkAnnounce(checkin.section("announce"));
    if (!isOn && checkin.isGiven()) {
      root.warning("checkin", "is off, for it has no secret, nor is CHECKIN_API_SECRET set");
    }
  }

  private static void checkAnnounce(Section announce) {
    announce.find("from", ValueTypes.JID);
    announce.find("type", TYPE);
    announce.find("nick", ValueTypes.matching("a nickname", "[^\\p{Cntrl}]{1,256}"));
    announce.find("text", TEXT);
    if (announce.has("to", RECIPIENT) || announce.isGiven()) {
      announce.require("to", RECIPIENT);
    }
  }
}
