package org.stanzagate.codec;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a body that is one JSON object (RFC 8259), strictly and within limits. */
final class JsonReader {
  /** How deep objects and arrays may be nested, the outermost counted. */
  static final int MAX_DEPTH = 64;

  /** How deep the deepest place for a value that an element has as its text may be. */
  private static final int EMBEDDING = 8;

  /** Characters of one string; more than any body that gets here has. */
  static final int MAX_STRING = 16 << 20;

  /** Characters of one number, since reading long ones takes quadratic time. */
  static final int MAX_NUMBER = 100;

  /** Characters of one key. */
  static final int MAX_KEY = 1_000;

  /**
   * Our words for Jackson's limits, by how its own begin: its exception tells them no other way.
   */
  private static final Map<String, String> LIMITS =
      Map.of(
          "Document nesting depth", "nest objects and arrays at most " + MAX_DEPTH + " deep",
          "String value length", "a string may have at most " + MAX_STRING + " characters",
          "Number value length", "a number may have at most " + MAX_NUMBER + " characters",
          "Name length", "a key may have at most " + MAX_KEY + " characters");

  /** Each thread has its own, where Jackson's usual pool has all of them contend. */
  static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.threadLocalPool();

  private static final String ENDS_EARLY = "the JSON ends in the middle";

  private final JsonFactory bodies = factory(MAX_DEPTH);
  private final JsonFactory embedded = factory(MAX_DEPTH - EMBEDDING);

  private static JsonFactory factory(int maxDepth) {
    return JsonFactory.builder()
        .recyclerPool(BUFFERS)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxStringLength(MAX_STRING)
                .maxNumberLength(MAX_NUMBER)
                .maxNameLength(MAX_KEY)
                .build())
        // Names are the client's: they have no place in the JVM's own table of strings.
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .build();
  }

  ObjectNode read(byte[] body) throws DecodeException {
    // By hand, since Jackson would take UTF-16 and overlong forms as well.
    return read(bodies, Utf8Body.read(body, "JSON"), JsonReader::readObject);
  }

  /** Any value that is the text of an element, so that there is room for what goes around it. */
  JsonNode readEmbedded(String text) throws DecodeException {
    return read(embedded, text, JsonReader::readValue);
  }

  private static <T> T read(JsonFactory factory, String text, Reading<T> reading)
      throws DecodeException {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      try {
        return reading.read(parser);
      } catch (StreamConstraintsException e) {
        throw problem(parser.currentLocation(), limit(e.getOriginalMessage()));
      } catch (UnexpectedEndOfInputException e) {
        throw problem(e.getLocation(), ENDS_EARLY);
      } catch (JacksonException e) {
        throw problem(e.getLocation(), fault(text, e));
      } catch (NumberFormatException e) {
        throw problem(parser.currentTokenLocation(), "the exponent of a number is too large");
      }
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(JsonParser parser) throws DecodeException;
  }

  private static JsonNode readValue(JsonParser parser) throws DecodeException {
    if (parser.nextToken() == null) {
      throw new DecodeException("there is no JSON");
    }
    JsonNode value = JsonTree.read(parser, Place.top(Leniency.STRICT));
    if (parser.nextToken() != null) {
      throw problem(parser.currentTokenLocation(), "there must be nothing after the JSON");
    }
    return value;
  }

  private static ObjectNode readObject(JsonParser parser) throws DecodeException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new DecodeException("the body is empty; a JSON object is wanted");
    }
    if (first != JsonToken.START_OBJECT) {
      throw problem(parser.currentTokenLocation(), "the body must be one JSON object: {…}");
    }
    ObjectNode object = JsonTree.readObject(parser, Place.top(Leniency.STRICT));
    if (parser.nextToken() != null) {
      throw problem(parser.currentTokenLocation(), "there must be nothing after the JSON object");
    }
    return object;
  }

  private static String limit(String problem) {
    return LIMITS.entrySet().stream()
        .filter(limit -> problem.startsWith(limit.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("too large for a limit of the JSON reader");
  }

  /** Jackson names its settings and classes where it explains, so the explanation is our own. */
  private static String fault(String text, JacksonException fault) {
    long offset = fault.getLocation().getCharOffset();
    if (offset >= text.length()) {
      return ENDS_EARLY;
    }
    int found = text.codePointAt((int) offset);
    String hint =
        switch (found) {
          case '\n', '\r' -> "; a line break within a string is written \\n";
          case 0 -> "; JSON must be in UTF-8";
          case '\'' -> "; strings and keys are in double quotes";
          case '/', '#' -> "; there are no comments in JSON";
          case '<' -> "; the Content-Type of XML is application/xmpp+xml";
          case '}', ']' -> "; is there a comma too many, or a value missing?";
          case '"' ->
              "; is there a comma missing, or a quote in a string that is not written \\\"?";
          default -> "";
        };
    return "this is no JSON: unexpected " + Character.getName(found) + hint;
  }

  private static DecodeException problem(TokenStreamLocation at, String problem) {
    return new DecodeException(
        problem + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")");
  }
}
