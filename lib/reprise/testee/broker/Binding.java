package reprise.testee.broker;

import java.util.Map;

/** Two bindings with equal components are one, as in the protocol. */
record Binding(Exchange source, Destination destination, String key, Map<String, Object> arguments) {}
