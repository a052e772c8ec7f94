package org.stanzagate.config;

import java.util.Optional;
import org.stanzagate.config.YamlNode.Refused;
import org.stanzagate.config.YamlNode.Scalar;
import org.stanzagate.config.YamlNode.Sequence;

/**
 * A key with one value.
 *
 * @param expected what would be right, as the object of "write …"
 * @param isShown whether a faulty value is quoted to the user
 */
record ScalarType<T>(String expected, Parser<T> parser, boolean isShown, boolean isSecret)
    implements KeyType<T> {
  private static final int SHOWN = 60;

  /** Makes a value of its text, which is not empty. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * The value that the text stands for.
     *
     * @throws FaultyValue if it is none; without a reason where what is expected says it all
     */
    T parse(String text) throws FaultyValue;
  }

  ScalarType(String expected, Parser<T> parser) {
    this(expected, parser, true, false);
  }

  /** The same, for what may hold a secret. */
  ScalarType<T> unshown() {
    return new ScalarType<>(expected, parser, false, isSecret);
  }

  /** The same, for what is a secret. */
  ScalarType<T> secret() {
    return new ScalarType<>(expected, parser, false, true);
  }

  @Override
  public boolean isScalar() {
    return true;
  }

  @Override
  public Optional<T> read(Reading reading, String key, YamlNode node) {
    if (node instanceof Refused) {
      return Optional.empty();
    }
    if (!(node instanceof Scalar scalar)) {
      String found = node instanceof Sequence ? "a list" : "a section";
      reading.problems().add(node.place(), key, "is " + found + "; write " + expected);
      return Optional.empty();
    }
    try {
      String text = scalar.literal() ? scalar.text() : reading.variables().fillIn(scalar.text());
      return parse(reading, key, scalar, text);
    } catch (FaultyValue e) {
      reading.problems().add(node.place(), key, e.reason());
      return Optional.empty();
    }
  }

  private Optional<T> parse(Reading reading, String key, Scalar scalar, String text) {
    if (text.isEmpty()) {
      reading.problems().add(scalar.place(), key, "has no value; write " + expected);
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parse(text));
    } catch (FaultyValue e) {
      String shown = isShown ? '"' + cut(text) + '"' : "the value";
      String reason = e.reason().isEmpty() ? "" : " (" + e.reason() + ")";
      reading
          .problems()
          .add(scalar.place(), key, shown + " is wrong" + reason + "; write " + expected);
      return Optional.empty();
    }
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
  }
}
