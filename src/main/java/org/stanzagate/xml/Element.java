package org.stanzagate.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An XML element with everything XMPP lets it have (RFC 6120 section 11): attributes, child
 * elements and character data in their order. Immutable, so safe in any thread; and never so deep
 * that recursion would hurt, for the reader stops at {@link ElementReader#MAX_DEPTH}.
 *
 * <p>Two elements are equal when they mean the same: expanded names, attributes in any order, and
 * the same children in the same order. Prefixes and declarations are kept for the way out, and do
 * not count.
 */
public final class Element implements Node {
  /** That of {@code xml:lang}; its prefix is bound everywhere. */
  static final String XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

  /** That of declarations themselves; nothing can be in it. */
  static final String XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";

  private final String namespace;
  private final String prefix;
  private final String name;
  private final List<NamespaceDeclaration> declarations;
  private final List<Attribute> attributes;
  private final List<Node> children;

  private Element(Builder builder) {
    this.namespace = builder.namespace;
    this.prefix = builder.prefix;
    this.name = builder.name;
    this.declarations = List.copyOf(builder.declarations);
    this.attributes = List.copyOf(builder.attributes);
    this.children = List.copyOf(builder.children);
  }

  /** Starts an element without a prefix; an empty {@code namespace} means none. */
  public static Builder builder(String namespace, String name) {
    return new Builder(namespace, "", name);
  }

  /** Starts an element with the prefix that its author wrote. */
  public static Builder builder(String namespace, String prefix, String name) {
    return new Builder(namespace, prefix, name);
  }

  /** An element with nothing in it. */
  public static Element of(String namespace, String name) {
    return builder(namespace, name).build();
  }

  /** An element with only character data in it. */
  public static Element ofText(String namespace, String name, String text) {
    return builder(namespace, name).text(text).build();
  }

  public String namespace() {
    return namespace;
  }

  /** The prefix that the author wrote, or the empty string. */
  public String prefix() {
    return prefix;
  }

  public String name() {
    return name;
  }

  public List<NamespaceDeclaration> declarations() {
    return declarations;
  }

  public List<Attribute> attributes() {
    return attributes;
  }

  /** Elements and character data in document order, no two texts beside each other. */
  public List<Node> children() {
    return children;
  }

  public boolean is(String namespace, String name) {
    return this.name.equals(name) && this.namespace.equals(namespace);
  }

  /** The value of an attribute in no namespace. */
  public @Nullable String attribute(String name) {
    return attribute("", name);
  }

  public @Nullable String attribute(String namespace, String name) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name) && attribute.namespace().equals(namespace)) {
        return attribute.value();
      }
    }
    return null;
  }

  /** {@code xml:lang} as written on this very element. */
  public @Nullable String lang() {
    return attribute(XML_NAMESPACE, "lang");
  }

  /** The child elements, in order. */
  public List<Element> elements() {
    List<Element> elements = new ArrayList<>(children.size());
    for (Node child : children) {
      if (child instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }

  /** The first child element of that name. */
  public Optional<Element> element(String namespace, String name) {
    for (Node child : children) {
      if (child instanceof Element element && element.is(namespace, name)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  /** The character data directly in this element, put together. */
  public String text() {
    if (children.size() == 1 && children.get(0) instanceof Text only) {
      return only.value();
    }
    StringBuilder text = new StringBuilder();
    for (Node child : children) {
      if (child instanceof Text part) {
        text.append(part.value());
      }
    }
    return text.toString();
  }

  /** A builder that holds all of this element, to change some of it. */
  public Builder toBuilder() {
    return toBuilder(name);
  }

  /** The same under another name. */
  public Builder toBuilder(String name) {
    Builder builder = new Builder(namespace, prefix, name);
    builder.declarations.addAll(declarations);
    builder.attributes.addAll(attributes);
    builder.children.addAll(children);
    return builder;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Element that
        && name.equals(that.name)
        && namespace.equals(that.namespace)
        && Attribute.sameMeaning(attributes, that.attributes)
        && children.equals(that.children);
  }

  @Override
  public int hashCode() {
    int hash = 31 * namespace.hashCode() + name.hashCode();
    for (Attribute attribute : attributes) {
      // A sum, for the order of attributes means nothing.
      hash += attribute.name().hashCode() ^ attribute.value().hashCode();
    }
    return 31 * hash + children.hashCode();
  }

  /** The element as XML text, for people: logs, failed tests. */
  @Override
  public String toString() {
    return ElementWriter.toXml(this, "");
  }

  /** Collects an element. Not thread-safe; can go on being used after {@link #build()}. */
  public static final class Builder {
    private final String namespace;
    private final String prefix;
    private final String name;
    private final List<NamespaceDeclaration> declarations = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<Node> children = new ArrayList<>();

    private Builder(String namespace, String prefix, String name) {
      if (namespace.equals(XMLNS_NAMESPACE)) {
        throw new IllegalArgumentException("no element can be in the namespace " + namespace);
      }
      this.namespace = namespace;
      this.prefix = prefix;
      this.name = name;
    }

    /** Binds a prefix here; takes the place of what it was bound to. */
    public Builder declare(String prefix, String namespace) {
      declarations.removeIf(old -> old.prefix().equals(prefix));
      declarations.add(new NamespaceDeclaration(prefix, namespace));
      return this;
    }

    /** Sets an attribute in no namespace, in the old one's place; null takes it away. */
    public Builder attribute(String name, @Nullable String value) {
      return set("", "", name, value);
    }

    /** Sets an attribute, in the old one's place. */
    public Builder attribute(Attribute attribute) {
      return set(attribute.namespace(), attribute.prefix(), attribute.name(), attribute.value());
    }

    /** Sets {@code xml:lang}; null takes it away. */
    public Builder lang(@Nullable String lang) {
      return set(XML_NAMESPACE, "xml", "lang", lang);
    }

    /** Binds a prefix that is known to be bound once, as all are that were parsed. */
    Builder append(NamespaceDeclaration declaration) {
      declarations.add(declaration);
      return this;
    }

    /** Adds an attribute known to be new, as all are that have no namespace and were parsed. */
    Builder append(Attribute attribute) {
      if (!attribute.namespace().isEmpty()) {
        return attribute(attribute);
      }
      attributes.add(attribute);
      return this;
    }

    private Builder set(String namespace, String prefix, String name, @Nullable String value) {
      for (int i = 0; i < attributes.size(); i++) {
        Attribute old = attributes.get(i);
        if (old.name().equals(name) && old.namespace().equals(namespace)) {
          if (value == null) {
            attributes.remove(i);
          } else {
            attributes.set(i, new Attribute(namespace, old.prefix(), name, value));
          }
          return this;
        }
      }
      if (value != null) {
        attributes.add(new Attribute(namespace, prefix, name, value));
      }
      return this;
    }

    public Builder add(Node child) {
      if (child instanceof Text text) {
        return text(text.value());
      }
      children.add(child);
      return this;
    }

    /** Adds character data, joined to what stands right before it. */
    public Builder text(String text) {
      if (text.isEmpty()) {
        return this;
      }
      int last = children.size() - 1;
      if (last >= 0 && children.get(last) instanceof Text before) {
        children.set(last, new Text(before.value() + text));
      } else {
        children.add(new Text(text));
      }
      return this;
    }

    /** Adds all, in their order. */
    public Builder addAll(Iterable<? extends Node> nodes) {
      nodes.forEach(this::add);
      return this;
    }

    /** Takes all children away. */
    public Builder clearChildren() {
      children.clear();
      return this;
    }

    public Element build() {
      return new Element(this);
    }
  }
}
