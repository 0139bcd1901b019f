package reprise.testee;

import java.util.LinkedHashMap;
import java.util.List;

/** A copy of a record with other components, for the limits of a testee's plan that only tests change. */
public final class Changed {
    private Changed() {}

    /** @param namesAndValues in turn: {@code Changed.of(RouterPlan.local(), "maxSessions", 1)} */
    @SuppressWarnings("unchecked")
    public static <R extends Record> R of(R record, Object... namesAndValues) {
        var changes = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) changes.put((String) namesAndValues[i], namesAndValues[i + 1]);
        try {
            var components = List.of(record.getClass().getRecordComponents());
            var values = new Object[components.size()];
            for (int i = 0; i < values.length; i++) {
                var changed = changes.remove(components.get(i).getName());
                values[i] = changed != null ? changed : components.get(i).getAccessor().invoke(record);
            }
            if (!changes.isEmpty()) throw new IllegalArgumentException(record.getClass() + " has no " + changes.keySet());
            var types = components.stream().map(component -> component.getType()).toArray(Class<?>[]::new);
            return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
