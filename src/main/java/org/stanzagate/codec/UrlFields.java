package org.stanzagate.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.stanzagate.spelling.Spelling;

/**
 * The fields of a URL's query, which is written as a form is: those that are said of the stanza
 * itself, and the rest. Immutable.
 *
 * @param attributes of the stanza
 * @param others the fields that are about something else, in their order
 */
public record UrlFields(Map<String, String> attributes, Map<String, String> others) {
  public UrlFields {
    attributes = Map.copyOf(attributes);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /**
   * Takes a query apart.
   *
   * @param query without its question mark
   * @param keys of the stanza's attributes that it may have
   * @throws DecodeException if it is malformed, or has a field twice
   */
  public static UrlFields read(String query, Set<String> keys) throws DecodeException {
    Map<String, String> attributes = new LinkedHashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    FormReader.fields(query)
        .forEach((key, value) -> (keys.contains(key) ? attributes : others).put(key, value));
    return new UrlFields(attributes, others);
  }

  /**
   * Refuses the others, where there is nothing that they could be about.
   *
   * @param keys those that there may be
   */
  public void refuseOthers(Set<String> keys, Leniency leniency) throws DecodeException {
    for (String key : others.keySet()) {
      Place.top(leniency)
          .at(key)
          .refuse("nothing of that name can be in the URL's query" + Spelling.hint(key, keys));
    }
  }
}
