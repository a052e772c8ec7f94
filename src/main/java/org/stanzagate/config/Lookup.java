package org.stanzagate.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.stanzagate.config.YamlNode.Entry;
import org.stanzagate.config.YamlNode.Mapping;
import org.stanzagate.config.YamlNode.Refused;
import org.stanzagate.config.YamlNode.Scalar;

/**
 * Finds where the value of a key is: in the environment, else in the file, else in a variable of
 * another name; a secret also in a file that is named there.
 *
 * @param path of the section; empty for the root
 * @param mapping the section in the file
 * @param fallbacks from a key to the variable that stands in where nothing else gives it
 */
record Lookup(Reading reading, String path, Mapping mapping, Map<String, String> fallbacks) {
  private static final String FILE = "_file";
  private static final int MAX_SECRET_BYTES = 4096;

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Where the key is given, else where its section is. */
  Place placeOf(String key) {
    return Stream.of(key, key + FILE)
        .filter(name -> reading.keys().isVariable(pathOf(name)))
        .flatMap(name -> variable(name).stream())
        .findFirst()
        .map(YamlNode::place)
        .or(() -> entry(key).or(() -> entry(key + FILE)).map(Entry::place))
        .or(() -> fallback(key).map(YamlNode::place))
        .orElse(mapping.place());
  }

  /** What the file says, without a look at the environment. */
  Optional<YamlNode> written(String key) {
    return entry(key).map(Entry::value);
  }

  Optional<YamlNode> find(String key, KeyType<?> type) {
    if (!type.isScalar()) {
      reading.keys().other(pathOf(key));
      return written(key);
    }
    reading.keys().scalar(pathOf(key));
    if (!type.isSecret()) {
      return variable(key).or(() -> written(key)).or(() -> fallback(key));
    }
    String keyFile = key + FILE;
    reading.keys().scalar(pathOf(keyFile));
    return oneOf(variable(key), keyFile, variable(keyFile))
        .or(() -> oneOf(written(key), keyFile, written(keyFile)))
        .or(() -> fallback(key));
  }

  /** How to give a key that is missing. */
  String advice(String key, KeyType<?> type) {
    String either = type.isSecret() ? key + " or " + key + FILE : key;
    return isInList()
        ? "give " + either
        : "give " + either + ", or set " + Variables.nameFor(pathOf(key)) + " in the environment";
  }

  private Optional<Entry> entry(String key) {
    return Optional.ofNullable(mapping.entries().get(key));
  }

  boolean isInList() {
    return path.contains("[");
  }

  private Optional<YamlNode> variable(String key) {
    return isInList() ? Optional.empty() : variableNamed(Variables.nameFor(pathOf(key)));
  }

  /** An empty variable is none here: that is how the original programs took theirs. */
  private Optional<YamlNode> fallback(String key) {
    return Optional.ofNullable(fallbacks.get(key))
        .filter(name -> !"".equals(reading.variables().get(name)))
        .flatMap(this::variableNamed);
  }

  private Optional<YamlNode> variableNamed(String name) {
    return Optional.ofNullable(reading.variables().get(name))
        .map(value -> new Scalar(value, true, Place.variable(name)));
  }

  private Optional<YamlNode> oneOf(
      Optional<YamlNode> value, String keyFile, Optional<YamlNode> file) {
    if (file.isEmpty()) {
      return value;
    }
    if (value.isEmpty()) {
      return file.map(named -> content(keyFile, named));
    }
    return Optional.of(
        refuse(file.get().place(), keyFile, "is given beside the secret itself; keep one"));
  }

  /** The file's content, less one end of line, as text that stands for itself. */
  private YamlNode content(String keyFile, YamlNode named) {
    Place place = named.place();
    Path file =
        ValueTypes.path(reading.directory()).read(reading, pathOf(keyFile), named).orElse(null);
    if (file == null) {
      return new Refused(place);
    }
    try {
      byte[] bytes = bytes(file);
      if (bytes.length > MAX_SECRET_BYTES) {
        return refuse(place, keyFile, file + " is larger than any secret");
      }
      String text =
          UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes))
              .toString()
              .replaceFirst("\\r?\\n\\z", "");
      return text.isEmpty()
          ? refuse(place, keyFile, file + " is empty")
          : new Scalar(text, true, place);
    } catch (IOException e) {
      String reason = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
      return refuse(place, keyFile, file + " can't be read: " + reason);
    }
  }

  /** No more than needed to see that it is too much: it may be a device, or a pipe. */
  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_SECRET_BYTES + 1);
    }
  }

  private Refused refuse(Place place, String key, String message) {
    reading.problems().add(place, pathOf(key), message);
    return new Refused(place);
  }
}
