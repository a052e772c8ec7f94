package org.stanzagate.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.stanzagate.config.YamlNode.Entry;
import org.stanzagate.config.YamlNode.Mapping;
import org.stanzagate.config.YamlNode.Refused;

/** A key with names and values that the user is free to choose. */
record MapType<T>(ScalarType<String> name, ScalarType<T> value) implements KeyType<Map<String, T>> {
  @Override
  public boolean isScalar() {
    return false;
  }

  @Override
  public boolean isSecret() {
    return false;
  }

  @Override
  public Optional<Map<String, T>> read(Reading reading, String key, YamlNode node) {
    if (node instanceof Refused) {
      return Optional.empty();
    }
    if (node.isNothing()) {
      return Optional.of(Map.of());
    }
    if (!(node instanceof Mapping mapping)) {
      reading.problems().add(node.place(), key, "must be names with values: { NAME: VALUE }");
      return Optional.empty();
    }
    Map<String, T> values = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
      String path = key + "." + entry.getKey();
      YamlNode written = new YamlNode.Scalar(entry.getKey(), true, entry.getValue().place());
      if (name.read(reading, path, written).isPresent()) {
        value
            .read(reading, path, entry.getValue().value())
            .ifPresent(read -> values.put(entry.getKey(), read));
      }
    }
    return values.size() == mapping.entries().size() ? Optional.of(values) : Optional.empty();
  }
}
