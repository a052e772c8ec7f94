package org.stanzagate.config;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code {name}} parts of a text that are filled in for each stanza or check-in. */
final class Placeholders {
  private static final Pattern BRACE = Pattern.compile("\\{([a-z_]+)}|[{}]");

  private Placeholders() {}

  /**
   * The text with an x in the place of each.
   *
   * @throws FaultyValue if a brace begins or ends none of those that are known
   */
  static String check(String text, Set<String> known) throws FaultyValue {
    StringBuilder filled = new StringBuilder();
    Matcher brace = BRACE.matcher(text);
    while (brace.find()) {
      String name = brace.group(1);
      if (name == null || !known.contains(name)) {
        throw new FaultyValue(
            brace.group() + " is none of {" + String.join("}, {", new TreeSet<>(known)) + "}");
      }
      brace.appendReplacement(filled, "x");
    }
    return brace.appendTail(filled).toString();
  }
}
