package org.stanzagate.codec;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.spelling.Spelling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Text as it is.
 *
 * @param allowed the only texts there may be, in the order in which people should read them; empty
 *     for any
 * @param aliases texts that are read in JSON as another one
 */
record StringScalar(Set<String> allowed, Map<String, String> aliases) implements Scalar {
  /** Any text. */
  static final StringScalar ANY = new StringScalar(Set.of(), Map.of());

  StringScalar {
    allowed = Collections.unmodifiableSet(new LinkedHashSet<>(allowed));
    aliases = Map.copyOf(aliases);
  }

  @Override
  public String wanted() {
    return allowed.isEmpty() ? "a string" : "one of " + String.join(", ", allowed);
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isString();
  }

  @Override
  public @Nullable JsonNode read(String text) {
    return allowed.isEmpty() || allowed.contains(text) ? StringNode.valueOf(text) : null;
  }

  @Override
  public @Nullable String write(JsonNode value, Place at) throws DecodeException {
    if (!value.isString()) {
      at.refuse(wanted(), value);
      return null;
    }
    String given = value.stringValue();
    at.checkCharacters(given);
    String text = aliases.getOrDefault(given, given);
    if (!allowed.isEmpty() && !allowed.contains(text)) {
      at.refuse("wants " + wanted() + Spelling.hint(text, allowed));
      return null;
    }
    return text;
  }
}
