package org.stanzagate.codec;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/** Writes JSON in UTF-8, on one line. */
final class JsonWriter {
  private static final int USUAL_SIZE = 512;

  private final JsonFactory factory =
      JsonFactory.builder().recyclerPool(JsonReader.BUFFERS).build();

  byte[] write(JsonNode value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      write(value, json);
    }
    return out.toByteArray();
  }

  /** The same as text, in which half a character stays half a character. */
  String text(JsonNode value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      write(value, json);
    }
    return out.toString();
  }

  private static void write(JsonNode value, JsonGenerator json) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          json.writeName(entry.getKey());
          write(entry.getValue(), json);
        }
        json.writeEndObject();
      }
      case ARRAY -> {
        json.writeStartArray();
        value.forEach(item -> write(item, json));
        json.writeEndArray();
      }
      case STRING -> json.writeString(value.stringValue());
      case NUMBER -> writeNumber(value, json);
      case BOOLEAN -> json.writeBoolean(value.booleanValue());
      default -> json.writeNull();
    }
  }

  private static void writeNumber(JsonNode value, JsonGenerator json) {
    if (!value.isIntegralNumber()) {
      json.writeNumber(value.decimalValue());
    } else if (value.canConvertToLong()) {
      json.writeNumber(value.longValue());
    } else {
      json.writeNumber(value.bigIntegerValue());
    }
  }
}
