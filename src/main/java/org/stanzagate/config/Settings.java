package org.stanzagate.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All keys of a configuration that have a value, and where each is given. Immutable. */
public final class Settings {
  private final TreeMap<String, Setting> settings;

  Settings(Map<String, Setting> settings) {
    this.settings = new TreeMap<>(settings);
  }

  /** Something to say about a key, with its place. */
  public ConfigProblem problem(String key, String message) {
    Setting setting = settings.get(key);
    Place place = setting == null ? new Place("configuration", 0) : setting.place();
    return place.problem(key, message);
  }

  /** The keys with another value than in those, or with one in only one of the two; sorted. */
  public List<String> changedFrom(Settings before) {
    TreeSet<String> keys = new TreeSet<>(settings.keySet());
    keys.addAll(before.settings.keySet());
    keys.removeIf(key -> Objects.equals(value(key), before.value(key)));
    return List.copyOf(keys);
  }

  private @Nullable Object value(String key) {
    Setting setting = settings.get(key);
    return setting == null ? null : setting.value();
  }
}
