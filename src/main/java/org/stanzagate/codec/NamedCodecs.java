package org.stanzagate.codec;

import java.util.List;
import org.stanzagate.spelling.Spelling;

/** The codecs that a schema names with {@code x-codec}, for what no schema can say. */
final class NamedCodecs {
  private static final String FORM_VALUE = "form-value";
  private static final String JSON = "json";
  private static final String ARCHIVE_QUERY = "archive-query";
  private static final String DISCO_EXTENSIONS = "disco-extensions";
  private static final String FORM_DATA = "form-data";
  private static final String XHTML = "xhtml";
  private static final List<String> ALL =
      List.of(ARCHIVE_QUERY, DISCO_EXTENSIONS, FORM_DATA, FORM_VALUE, JSON, XHTML);

  private NamedCodecs() {}

  /** A property as a part of its element. */
  static Member member(String codec, ElementName name, Schema schema) {
    return switch (codec) {
      case FORM_VALUE -> new FormValue();
      case JSON -> new JsonText(name);
      default -> new ChildrenMember(children(codec, name, schema));
    };
  }

  /** A property as child elements. */
  static ChildrenCodec children(String codec, ElementName name, Schema schema) {
    return switch (codec) {
      case ARCHIVE_QUERY -> new SingleChild(archiveQuery(name, schema));
      case DISCO_EXTENSIONS -> new DiscoExtensions();
      case FORM_DATA -> new FormData();
      case XHTML -> new SingleChild(new XhtmlBody(name));
      default -> throw schema.fault("unknown x-codec " + codec + Spelling.hint(codec, ALL));
    };
  }

  private static ArchiveQuery archiveQuery(ElementName name, Schema schema) {
    Schema page = schema.properties().get("page");
    if (page == null) {
      throw schema.fault("x-codec archive-query needs a property page");
    }
    return new ArchiveQuery(
        name,
        SchemaCompiler.object(name, schema),
        SchemaCompiler.element("page", page, name.namespace()));
  }
}
