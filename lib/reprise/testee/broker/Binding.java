package reprise.testee.broker;

import java.util.Map;

/** Two that agree in everything are one binding, as the protocol has it. */
record Binding(Exchange source, Destination destination, String key, Map<String, Object> arguments) {}
