package org.stanzagate.codec;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/** All codecs there are, and which of them a request asks for. Immutable, safe in any thread. */
public final class Codecs {
  /** In the order of preference. */
  private final List<StanzaCodec> codecs;

  private final JsonMapping mapping;
  private final ApiDocument document;

  private Codecs(List<StanzaCodec> codecs, JsonMapping mapping, ApiDocument document) {
    this.codecs = List.copyOf(codecs);
    this.mapping = mapping;
    this.document = document;
  }

  /**
   * Compiles the mapping from the {@code openapi.yaml} in the jar.
   *
   * @throws IllegalStateException if that document is faulty, naming the place
   */
  public static Codecs load() {
    JsonNode document = OpenApiDocument.load();
    JsonMapping mapping = StanzaCompiler.compile(document);
    return new Codecs(
        List.of(new XmlCodec(), new JsonCodec(mapping), new FormCodec(mapping), new TextCodec()),
        mapping,
        new ApiDocument(OpenApiDocument::text, document));
  }

  /** What the mapping was compiled from. */
  public ApiDocument document() {
    return document;
  }

  /** Whether an iq can be made of one key of that name, and the fields of its value. */
  public boolean isQuery(String key) {
    return mapping.of(Kind.IQ).isPayload(key);
  }

  /** Says that there is no such query, and which one was probably meant. */
  public String unknownQuery(String key) {
    return mapping.of(Kind.IQ).unknownKey(key);
  }

  /**
   * The iq that asks for a key with the fields of a URL's query, which is written as a form is.
   *
   * @param preset with a query
   * @throws DecodeException if the query has no such fields, or needs others
   */
  public Element query(Preset preset, Map<String, String> fields, Leniency leniency)
      throws DecodeException {
    return new FormCodec(mapping).decode(fields, Kind.IQ, preset, leniency);
  }

  /** Those of these media types alone. */
  public Codecs only(String... mediaTypes) {
    List<String> wanted = List.of(mediaTypes);
    return new Codecs(
        codecs.stream().filter(codec -> wanted.contains(codec.mediaType())).toList(),
        mapping,
        document);
  }

  /** The media types that a request's body may have, in the order of preference. */
  public List<String> mediaTypes() {
    return mediaTypes(Preset.NONE);
  }

  /** Those of them that a body may have of which this is said. */
  public List<String> mediaTypes(Preset preset) {
    return codecs.stream()
        .filter(codec -> codec.reads(preset))
        .map(StanzaCodec::mediaType)
        .toList();
  }

  /** The codec for a {@code Content-Type}; empty if there is none, or its charset isn't UTF-8. */
  public Optional<StanzaCodec> forContentType(@Nullable String contentType) {
    if (contentType == null) {
      return Optional.empty();
    }
    StanzaCodec plainlyNamed = named(contentType);
    if (plainlyNamed != null) {
      return Optional.of(plainlyNamed);
    }
    List<MediaRange> types = MediaRange.parseList(contentType);
    if (types == null || types.size() != 1) {
      return Optional.empty();
    }
    MediaRange type = types.get(0);
    if (type.charset() != null && !type.charset().equalsIgnoreCase("utf-8")) {
      return Optional.empty();
    }
    return Optional.ofNullable(named(type.name()));
  }

  /** The codec of that media type, written just so; null if there is none. */
  private @Nullable StanzaCodec named(String mediaType) {
    for (StanzaCodec codec : codecs) {
      if (codec.mediaType().equals(mediaType)) {
        return codec;
      }
    }
    return null;
  }

  /**
   * The codec for the answer (RFC 9110 section 12.5.1): the acceptable one with the highest q, ties
   * in the header's order; for {@code *}{@code /*}, for nothing acceptable and without {@code
   * Accept} the request's, else XML. A malformed header counts as none.
   *
   * @param accept the values of the Accept headers, in their order
   * @param ofRequest the codec of the request's body, where it has one
   */
  public StanzaCodec forAccept(List<String> accept, @Nullable StanzaCodec ofRequest) {
    StanzaCodec usual = ofRequest == null ? codecs.get(0) : ofRequest;
    // What most clients say needs no taking apart; it would come to the same.
    String header = String.join(",", accept);
    if (header.isEmpty() || header.equals("*/*")) {
      return usual;
    }
    StanzaCodec plainlyNamed = named(header);
    return plainlyNamed == null ? mostAcceptable(header, usual) : plainlyNamed;
  }

  private StanzaCodec mostAcceptable(String header, StanzaCodec usual) {
    List<MediaRange> ranges = MediaRange.parseList(header);
    if (ranges == null) {
      return usual;
    }
    List<MediaRange> best =
        ranges.stream()
            .filter(range -> range.quality() > 0)
            .sorted(Comparator.comparingDouble(MediaRange::quality).reversed())
            .toList();
    for (MediaRange range : best) {
      List<StanzaCodec> meant =
          codecs.stream().filter(codec -> isFor(range, codec, ranges)).toList();
      if (!meant.isEmpty()) {
        return meant.contains(usual) ? usual : meant.get(0);
      }
    }
    return usual;
  }

  /** Whether the range is about the codec, and no closer one gives it another q. */
  private static boolean isFor(MediaRange range, StanzaCodec codec, List<MediaRange> ranges) {
    String mediaType = codec.mediaType();
    return range.closeness(mediaType) >= 0
        && ranges.stream()
            .max(Comparator.comparingInt(other -> other.closeness(mediaType)))
            .filter(closest -> closest.quality() == range.quality())
            .isPresent();
  }
}
