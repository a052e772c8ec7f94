package org.stanzagate.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jxmpp.jid.Jid;

/** Reads {@code checkin}, which is on where it has a secret. */
final class CheckinKeys {
  /** The variables of the receiver that this section stands in for. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "secret", "CHECKIN_API_SECRET",
          "port", "CHECKIN_PORT",
          "database", "CHECKIN_DB_PATH");

  private static final Set<String> FIELDS =
      Set.of("packet_hash", "username", "message", "channel", "timestamp", "source_bot");

  /** Of the announcer's address, where only the rest of it is given. */
  private static final String RESOURCE = "stanzagate";

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

  private static final ScalarType<Integer> PORT = ValueTypes.integer("a port number", 0, 65535);

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

  private static final ScalarType<Boolean> IS_GROUPCHAT =
      ValueTypes.oneOf(Map.of("groupchat", true, "chat", false));

  private static final ScalarType<String> NICK =
      new ScalarType<>(
          "a nickname of at most 256 characters",
          text -> {
            if (!text.matches("[^\\p{Cntrl}]{1,256}")) {
              throw new FaultyValue("");
            }
            Jid occupant = ValueTypes.jid("room@example.net/" + text);
            String nick = occupant.getResourceOrThrow().toString();
            if (nick.isBlank()) {
              throw new FaultyValue("it is blank");
            }
            return nick;
          });

  private static final ScalarType<String> TEXT =
      new ScalarType<>(
          "text with the fields of a check-in, like {username}",
          text -> {
            Placeholders.check(text, FIELDS);
            return text;
          });

  private final Section root;
  private final ScalarType<Path> database;
  private final ScalarType<Jid> sender;
  private final String defaultSender;

  private CheckinKeys(Section root, Path directory, String domain) {
    this.root = root;
    this.database = database(directory);
    this.sender = sender(domain);
    this.defaultSender = "checkins@" + domain + "/" + RESOURCE;
  }

  /** Empty if it is off, or if there is a problem. */
  static Optional<CheckinConfig> read(
      Section root, Path directory, Optional<ComponentConfig> component) {
    String domain = component.map(known -> known.domain().toString()).orElse("rest.example.net");
    return new CheckinKeys(root, directory, domain).read();
  }

  private Optional<CheckinConfig> read() {
    Section plain = root.section("checkin");
    boolean isOn = plain.withFallbacks(VARIABLES).has("secret", SECRET);
    Section checkin = isOn ? plain.withFallbacks(VARIABLES) : plain;
    Optional<Secret> secret = checkin.find("secret", SECRET);
    Optional<Integer> port = checkin.or("port", PORT, "9999");
    Optional<Path> file = checkin.or("database", database, "./checkins.db");
    Optional<AnnounceConfig> announce = announce(checkin.section("announce"));
    if (!isOn && checkin.isGiven()) {
      root.warning("checkin", "is off, for it has no secret, nor is CHECKIN_API_SECRET set");
    }
    if (!isOn) {
      return Optional.empty();
    }
    return checkin.build(
        "secret",
        () ->
            new CheckinConfig(
                secret.orElseThrow(),
                port.orElseThrow(),
                file.orElseThrow(),
                announce.orElse(null)));
  }

  private Optional<AnnounceConfig> announce(Section announce) {
    Optional<Jid> from = announce.or("from", sender, defaultSender);
    Optional<Boolean> isGroupchat = announce.or("type", IS_GROUPCHAT, "groupchat");
    Optional<String> nick = announce.or("nick", NICK, "check-ins");
    Optional<String> text =
        announce.or("text", TEXT, "{username} checked in on {channel}: {message}");
    if (!announce.has("to", RECIPIENT) && !announce.isGiven()) {
      return Optional.empty();
    }
    Optional<Jid> to = announce.require("to", RECIPIENT);
    return announce.build(
        "from",
        () ->
            new AnnounceConfig(
                to.orElseThrow(),
                from.orElseThrow(),
                isGroupchat.orElseThrow(),
                nick.orElseThrow(),
                text.orElseThrow()));
  }

  /** The driver takes what follows a question mark for its own settings. */
  private static ScalarType<Path> database(Path directory) {
    ScalarType<Path> path = ValueTypes.path(directory);
    return new ScalarType<>(
        "the path of a SQLite file, without a question mark",
        text -> {
          if (!text.matches("[^?\\p{Cntrl}]+")) {
            throw new FaultyValue("");
          }
          return path.parser().parse(text).toAbsolutePath().normalize();
        });
  }

  private static ScalarType<Jid> sender(String domain) {
    return new ScalarType<>(
        "a JID of the component, like checkins@" + domain,
        text -> {
          Jid jid = ValueTypes.jid(text);
          if (!jid.getDomain().toString().equals(domain)) {
            throw new FaultyValue("its domain is not that of the component");
          }
          return jid.hasResource() ? jid : ValueTypes.jid(jid + "/" + RESOURCE);
        });
  }
}
