package org.stanzagate.xml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an {@link Element} as XML. Stateless to its callers, safe in any thread.
 *
 * <p>{@code ambient} is the namespace that the reader of the output takes for granted, without an
 * {@code xmlns} in sight: an element in it is written bare as long as all its ancestors are in it
 * too. With {@code jabber:client} this is at once what a webhook gets and what goes over a
 * component stream, whose default namespace the stanza inherits. The rules:
 *
 * <ul>
 *   <li>In that outer run of the ambient namespace there is neither {@code xmlns} nor prefix, even
 *       where the author wrote one. Further in, the ambient namespace is declared like any other.
 *   <li>Elsewhere prefixes stay as written, and are bound where they are not yet. An element
 *       without one gets {@code xmlns} where the default namespace changes, {@code xmlns=''}
 *       included. Where a prefix can't be had, because its element binds it to something else, the
 *       element does without it, and an attribute gets a made-up one.
 *   <li>Declarations stay where they are, needed or not.
 *   <li>What {@link ElementReader} reads from the output equals the element.
 * </ul>
 */
public final class ElementWriter {
  private final String ambient;
  private final Utf8 out = new Utf8();

  /** The bindings in force, inner ones last. */
  private final List<NamespaceDeclaration> scope = new ArrayList<>();

  private ElementWriter(String ambient) {
    this.ambient = ambient;
  }

  /**
   * The element as text.
   *
   * @throws IllegalArgumentException if a name or a character can't be written as XML 1.0
   */
  public static String toXml(Element element, String ambient) {
    return write(element, ambient).toString();
  }

  /** The element in UTF-8; otherwise as {@link #toXml}. */
  public static byte[] toBytes(Element element, String ambient) {
    return write(element, ambient).toBytes();
  }

  private static Utf8 write(Element element, String ambient) {
    ElementWriter writer = new ElementWriter(ambient);
    writer.element(element, true, null);
    return writer.out;
  }

  /**
   * Writes one element with all that is in it.
   *
   * @param outer whether all ancestors are in the ambient namespace
   * @param inherited the default namespace in force; null while none was written
   */
  private void element(Element element, boolean outer, @Nullable String inherited) {
    int mark = scope.size();
    boolean bare = outer && element.namespace().equals(ambient);
    scope.addAll(element.declarations());
    String prefix = bare ? "" : prefix(element, mark);
    String defaultNamespace = inherited;
    out.put('<');
    name(prefix, element.name());
    if (!bare && prefix.isEmpty() && !element.namespace().equals(inherited)) {
      defaultNamespace = element.namespace();
      attribute("", "xmlns", defaultNamespace);
    }
    for (int i = mark; i < scope.size(); i++) {
      declaration(scope.get(i));
    }
    for (Attribute attribute : element.attributes()) {
      attribute(prefix(attribute), attribute.name(), attribute.value());
    }
    if (element.children().isEmpty()) {
      out.put('/');
    } else {
      out.put('>');
      for (Node child : element.children()) {
        if (child instanceof Element inner) {
          element(inner, bare, defaultNamespace);
        } else {
          out.text(((Text) child).value());
        }
      }
      out.put('<');
      out.put('/');
      name(prefix, element.name());
    }
    out.put('>');
    scope.subList(mark, scope.size()).clear();
  }

  /** The prefix to write the element with, bound from here on, or the empty string. */
  private String prefix(Element element, int mark) {
    String namespace = element.namespace();
    String prefix = element.prefix();
    if (namespace.equals(Element.XML_NAMESPACE)) {
      return "xml";
    }
    if (!canBeBound(prefix) || namespace.isEmpty()) {
      return "";
    }
    int binding = binding(prefix);
    if (binding >= 0 && scope.get(binding).namespace().equals(namespace)) {
      return prefix;
    }
    if (binding >= mark) {
      return "";
    }
    scope.add(new NamespaceDeclaration(prefix, namespace));
    return prefix;
  }

  /** The prefix to write the attribute with, declared right here if it has to be. */
  private String prefix(Attribute attribute) {
    String namespace = attribute.namespace();
    if (namespace.isEmpty()) {
      return "";
    }
    if (namespace.equals(Element.XML_NAMESPACE)) {
      return "xml";
    }
    String prefix = attribute.prefix();
    int binding = binding(prefix);
    if (binding >= 0 && scope.get(binding).namespace().equals(namespace)) {
      return prefix;
    }
    // One that is bound is never bound anew here: what was written before may rely on it.
    for (int i = 1; binding >= 0 || !canBeBound(prefix); i++) {
      prefix = "ns" + i;
      binding = binding(prefix);
    }
    NamespaceDeclaration made = new NamespaceDeclaration(prefix, namespace);
    scope.add(made);
    declaration(made);
    return prefix;
  }

  private static boolean canBeBound(String prefix) {
    return !prefix.isEmpty() && !prefix.equals("xml") && !prefix.equals("xmlns");
  }

  /** The index in the scope of what a prefix is bound to, or -1. */
  private int binding(String prefix) {
    for (int i = scope.size() - 1; i >= 0; i--) {
      if (scope.get(i).prefix().equals(prefix)) {
        return i;
      }
    }
    return -1;
  }

  private void declaration(NamespaceDeclaration declaration) {
    attribute("xmlns", declaration.prefix(), declaration.namespace());
  }

  private void attribute(String prefix, String name, String value) {
    out.put(' ');
    name(prefix, name);
    out.put('=');
    out.put('\'');
    out.value(value);
    out.put('\'');
  }

  private void name(String prefix, String name) {
    if (!prefix.isEmpty()) {
      out.name(prefix);
      out.put(':');
    }
    out.name(name);
  }
}
