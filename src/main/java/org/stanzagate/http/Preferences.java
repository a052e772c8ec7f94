package org.stanzagate.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Prefer} headers of a request (RFC 7240). What is malformed or unknown is no
 * preference, as section 2 of it has it; of one that is given twice, the first counts.
 */
final class Preferences {
  /** A name, maybe a value as token or quoted string; or a parameter, which begins with ";". */
  private static final Pattern PART =
      Pattern.compile(
          "\\G\\s*(?<lead>[,;]?)\\s*(?<name>[^\\s=,;\"]+)"
              + "(?:\\s*=\\s*(?:\"(?<quoted>[^\"]*)\"|(?<token>[^\\s,;\"]*)))?");

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private final Map<String, String> values = new HashMap<>();

  Preferences(List<String> headers) {
    for (String header : headers) {
      Matcher part = PART.matcher(header);
      while (part.find()) {
        if (!part.group("lead").equals(";")) {
          values.putIfAbsent(part.group("name").toLowerCase(Locale.ROOT), value(part));
        }
      }
    }
  }

  private static String value(Matcher part) {
    String quoted = part.group("quoted");
    String token = part.group("token");
    return quoted != null ? quoted : token != null ? token : "";
  }

  /** {@code wait}: how long the client would wait (section 4.3). */
  Optional<Duration> waiting() {
    return Optional.ofNullable(values.get("wait"))
        .filter(seconds -> SECONDS.matcher(seconds).matches())
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .filter(wait -> !wait.isZero());
  }

  /** {@code handling}: {@code lenient} or {@code strict} (section 4.4). */
  Optional<String> handling() {
    return Optional.ofNullable(values.get("handling"))
        .map(handling -> handling.toLowerCase(Locale.ROOT))
        .filter(handling -> handling.equals("lenient") || handling.equals("strict"));
  }
}
