package org.stanzagate.checkin;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes a check-in of a request's body. Safe in any thread. */
final class CheckinReader {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Takes the six fields, and leaves out what else there is.
   *
   * @throws InvalidCheckin if it is no JSON object, or fields are missing or wrong: it names all
   */
  Checkin read(byte[] body) throws InvalidCheckin {
    Fields fields = new Fields(object(body));
    Checkin checkin =
        new Checkin(
            fields.required("packet_hash"),
            fields.required("username"),
            fields.required("message"),
            fields.required("channel"),
            fields.timestamp("timestamp"),
            fields.optional("source_bot"));
    fields.check();
    return checkin;
  }

  private ObjectNode object(byte[] body) throws InvalidCheckin {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode root = mapper.readTree(text);
      if (root instanceof ObjectNode object) {
        return object;
      }
      throw new InvalidCheckin("the body is no JSON object, like {\"packet_hash\":…}", List.of());
    } catch (CharacterCodingException e) {
      throw new InvalidCheckin("the body is not in UTF-8", List.of());
    } catch (JacksonException e) {
      throw new InvalidCheckin(
          "the body is no JSON: "
              + e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : " (line %d, column %d)"
                      .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr())),
          List.of());
    }
  }

  /** The fields of one body, and what is wrong with them. */
  private static final class Fields {
    private final ObjectNode object;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Fields(ObjectNode object) {
      this.object = object;
    }

    /** As with the original receiver, an empty text is none. */
    String required(String name) {
      JsonNode value = object.get(name);
      if (value == null || value.isNull() || (value.isString() && value.asString().isEmpty())) {
        return refuse(name, "is missing");
      }
      return text(name, value);
    }

    String optional(String name) {
      JsonNode value = object.get(name);
      return value == null || value.isNull() ? "" : text(name, value);
    }

    String timestamp(String name) {
      String text = required(name);
      return wrong.contains(name) || Timestamps.isTimestamp(text)
          ? text
          : refuse(name, "is no time of ISO 8601, like 2025-03-03T14:30:00-07:00");
    }

    private String text(String name, JsonNode value) {
      if (!value.isString()) {
        return refuse(name, "is no string");
      }
      String text = value.asString();
      // Half a pair is no character, and can't be stored as one.
      return StandardCharsets.UTF_8.newEncoder().canEncode(text)
          ? text
          : refuse(name, "has half a surrogate pair in it");
    }

    private String refuse(String name, String problem) {
      wrong.add(name);
      problems.add(name + " " + problem);
      return "";
    }

    void check() throws InvalidCheckin {
      if (!wrong.isEmpty()) {
        throw new InvalidCheckin(String.join("; ", problems), wrong);
      }
    }
  }
}
