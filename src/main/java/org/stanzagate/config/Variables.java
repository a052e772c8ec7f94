package org.stanzagate.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment, in its two uses: <code>${NAME}</code> inside a value, and a variable that stands
 * for a whole key. Immutable.
 */
record Variables(Map<String, String> environment) {
  /** What every variable that stands for a key begins with. */
  static final String PREFIX = "STANZAGATE_";

  private static final Pattern DOLLAR_BRACE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}|\\$\\{[^}]*}?");

  Variables {
    environment = Map.copyOf(environment);
  }

  @Nullable String get(String name) {
    return environment.get(name);
  }

  /** {@code component.secret} is STANZAGATE_COMPONENT_SECRET. */
  static String nameFor(String keyPath) {
    return PREFIX + keyPath.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * Fills in <code>${NAME}</code> and <code>${NAME:-default}</code>, once: what comes from the
   * environment is not looked at again. As in a shell, the default stands in for an empty variable
   * too. <code>$${</code> is a literal <code>${</code>.
   *
   * @throws FaultyValue if a variable is not set and has no default, or a name is none
   */
  String fillIn(String text) throws FaultyValue {
    StringBuilder filled = new StringBuilder();
    Matcher matcher = DOLLAR_BRACE.matcher(text);
    while (matcher.find()) {
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value(matcher)));
    }
    return matcher.appendTail(filled).toString();
  }

  private String value(Matcher found) throws FaultyValue {
    if (found.group().equals("$${")) {
      return "${";
    }
    String name = found.group(1);
    if (name == null) {
      throw new FaultyValue(
          "${…} holds no variable's name; write ${NAME} or ${NAME:-default}, and $${ for a plain ${");
    }
    String value = environment.get(name);
    String orElse = found.group(3);
    if (orElse != null && (value == null || value.isEmpty())) {
      return orElse;
    }
    if (value == null) {
      throw new FaultyValue(
          "the environment variable "
              + name
              + " is not set; set it, or write ${"
              + name
              + ":-default}");
    }
    return value;
  }
}
