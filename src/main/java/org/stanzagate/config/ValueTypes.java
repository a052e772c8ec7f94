package org.stanzagate.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jxmpp.jid.Jid;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;

/** The types of value that more than one part of the configuration has. */
final class ValueTypes {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB)");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern RATE_FORM = Pattern.compile("([1-9][0-9]{0,6})/(s|m|h)");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]/\\s]+)):([0-9]{1,5})");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

  /** Case doesn't matter, as in YAML 1.2; what YAML 1.1 also took (yes, on) is refused. */
  static final ScalarType<Boolean> BOOLEAN =
      new ScalarType<>(
          "true or false",
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new FaultyValue("");
              });

  static final ScalarType<Integer> PORT = integer("a port number", 1, 65535);

  static final ScalarType<InetSocketAddress> LISTEN =
      new ScalarType<>(
          "an address with a port, like 127.0.0.1:8080 or \"[::1]:8080\"", ValueTypes::listen);

  static final ScalarType<Jid> DOMAIN =
      new ScalarType<>(
          "a domain, like rest.example.net",
          text -> {
            Jid jid = jid(text);
            if (!jid.isDomainBareJid()) {
              throw new FaultyValue("it has a local part or a resource");
            }
            return jid;
          });

  static final ScalarType<Jid> JID =
      new ScalarType<>("a JID, like bot@rest.example.net", ValueTypes::jid);

  static final ScalarType<JidPattern> JID_PATTERN =
      new ScalarType<>(
          "a@d, d, \"*@d\", \"*.d\" or \"*@*.d\"",
          text -> {
            try {
              return JidPattern.parse(text);
            } catch (XmppStringprepException e) {
              throw new FaultyValue("no pattern: " + e.getMessage());
            }
          });

  static final ScalarType<String> NAME =
      matching("a name of the characters A-Z a-z 0-9 . _ -", "[A-Za-z0-9._-]{1,64}");

  static final ScalarType<Kind> KIND =
      oneOf(Map.of("message", Kind.MESSAGE, "presence", Kind.PRESENCE, "iq", Kind.IQ));

  static final ScalarType<Instant> INSTANT =
      new ScalarType<>(
          "a time in UTC, like 2027-01-01T00:00:00Z",
          text -> {
            try {
              return Instant.parse(text);
            } catch (DateTimeParseException e) {
              throw new FaultyValue("");
            }
          });

  static final ScalarType<Rate> RATE =
      new ScalarType<>(
          "a rate from 1 to 1000000 a second, minute or hour, like 100/s, 60/m or 1000/h",
          ValueTypes::rate);

  private ValueTypes() {}

  /** A path, relative to the configuration's own directory. */
  static ScalarType<Path> path(Path directory) {
    return new ScalarType<>(
        "the path of a file",
        text -> {
          try {
            return directory.resolve(text);
          } catch (InvalidPathException e) {
            throw new FaultyValue(e.getReason());
          }
        });
  }

  static ScalarType<String> matching(String expected, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new ScalarType<>(
        expected,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new FaultyValue("");
          }
          return text;
        });
  }

  /** One of a few words. */
  static <T> ScalarType<T> oneOf(Map<String, T> words) {
    Map<String, T> sorted = new TreeMap<>(words);
    return new ScalarType<>(
        String.join(" or ", sorted.keySet()),
        text -> {
          T value = sorted.get(text);
          if (value == null) {
            throw new FaultyValue("");
          }
          return value;
        });
  }

  static ScalarType<Integer> integer(String what, int least, int most) {
    return new ScalarType<>(
        what + " from " + least + " to " + most,
        text -> {
          if (!text.matches("0|[1-9][0-9]{0,8}")) {
            throw new FaultyValue("no whole number, or one with a zero before it");
          }
          int value = Integer.parseInt(text);
          if (value < least || value > most) {
            throw new FaultyValue("");
          }
          return value;
        });
  }

  /** In bytes. */
  static ScalarType<Integer> size(String least, String most) {
    return new ScalarType<>(
        "a size from " + least + " to " + most + ", like 192KiB",
        text -> {
          long bytes = bytes(text);
          if (bytes < bytes(least) || bytes > bytes(most)) {
            throw new FaultyValue("");
          }
          return Math.toIntExact(bytes);
        });
  }

  static ScalarType<Duration> duration(String least, String most) {
    return new ScalarType<>(
        "a time from " + least + " to " + most + ", like 500ms, 10s, 2m or 75h",
        text -> {
          Duration duration = duration(text);
          if (duration.compareTo(duration(least)) < 0 || duration.compareTo(duration(most)) > 0) {
            throw new FaultyValue("");
          }
          return duration;
        });
  }

  /**
   * A JID, normalised.
   *
   * @throws FaultyValue with the reason
   */
  static Jid jid(String text) throws FaultyValue {
    try {
      return Jids.parse(text);
    } catch (XmppStringprepException e) {
      throw new FaultyValue("no JID: " + e.getMessage());
    }
  }

  private static long bytes(String text) throws FaultyValue {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new FaultyValue("no size");
    }
    long number = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "B" -> number;
      case "KiB" -> number << 10;
      default -> number << 20;
    };
  }

  private static Duration duration(String text) throws FaultyValue {
    Matcher duration = DURATION.matcher(text);
    if (!duration.matches()) {
      throw new FaultyValue("no time with its unit");
    }
    long number = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static Rate rate(String text) throws FaultyValue {
    Matcher rate = RATE_FORM.matcher(text);
    if (!rate.matches()) {
      throw new FaultyValue("");
    }
    int requests = Integer.parseInt(rate.group(1));
    if (requests > 1_000_000) {
      throw new FaultyValue("");
    }
    return new Rate(
        requests,
        switch (rate.group(2)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        });
  }

  private static InetSocketAddress listen(String text) throws FaultyValue {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      throw new FaultyValue("");
    }
    String host = address.group(1) == null ? address.group(2) : address.group(1);
    int port = Integer.parseInt(address.group(3));
    if (port > 65535) {
      throw new FaultyValue("ports end at 65535");
    }
    if (DIGITS_AND_DOTS.matcher(host).matches() && !IPV4.matcher(host).matches()) {
      throw new FaultyValue("no IPv4 address");
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new FaultyValue("the host has no address");
    }
  }
}
