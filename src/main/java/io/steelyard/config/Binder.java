package io.steelyard.config;

import io.steelyard.model.Setting;
import io.steelyard.model.SettingException;
import io.steelyard.policy.AllocatorFactory;
import io.steelyard.policy.Configured;
import io.steelyard.policy.LimiterFactory;
import io.steelyard.policy.PolicyFactory;
import io.steelyard.policy.PolicyTypes;
import io.steelyard.policy.SignalFactory;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Makes records of YAML nodes, as their {@link Setting} components say. A value that cannot be made is reported and is
 * null; the rest goes on, so that one run finds every problem.
 */
final class Binder {

    private final Problems problems;
    private final Variables variables;
    private final Optional<Path> folder;
    /** The key that names the type of a policy. */
    static final String TYPE = "type";

    private final PolicyTypes types;
    // What the top of the file gave, for the blocks that inherit from it.
    private final Map<String, Record> top = new HashMap<>();

    /** @param folder from which a relative path in the file starts */
    Binder(Problems problems, Variables variables, Path folder, PolicyTypes types) {
        this(problems, variables, Optional.of(folder), types);
    }

    private Binder(Problems problems, Variables variables, Optional<Path> folder, PolicyTypes types) {
        this.problems = problems;
        this.variables = variables;
        this.folder = folder;
        this.types = types;
    }

    /** For what a stranger says: no variable is filled in, no file is named, let alone opened, and no secret given. */
    static Binder ofStranger(Problems problems) {
        return new Binder(problems, new Variables(name -> null), Optional.empty(), PolicyTypes.load());
    }

    /** The blocks of the top that are good, by key. */
    Map<String, Record> top() {
        return top;
    }

    <T extends Record> @Nullable T bind(Class<T> type, Node node) {
        return record(type, new Place("", node, null), null);
    }

    /** @param base what the keys have that are not there */
    <T extends Record> @Nullable T record(Class<T> type, Place place, @Nullable Record base) {
        Block block = Block.of(place, problems);
        if (block == null) {
            return null;
        }
        block.refuseUnknown(Components.keys(type));
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        Map<String, Object> bound = new HashMap<>();
        for (int i = 0; i < components.length; i++) {
            Object value = component(components[i], block, bound, base);
            values[i] = value;
            if (value != null) {
                String key = Components.key(components[i]);
                checkBeside(value, bound, block.at(key));
                bound.put(key, value);
            }
            if (block.isTop() && value instanceof Record settings) {
                top.put(Components.key(components[i]), settings);
            }
        }
        if (bound.size() == values.length) {
            return make(type, values, block);
        }
        checkKnown(type, values, bound, block);
        return null;
    }

    /** What is wrong between the keys that are good, though others are not: those have their defaults meanwhile, if they have any. */
    private <T extends Record> void checkKnown(
            Class<T> type, @Nullable Object[] values, Map<String, Object> known, Block block) {
        Binder quiet = new Binder(new Problems(""), variables, folder, types);
        Block empty = block.emptied();
        Map<String, Object> all = new HashMap<>(known);
        @Nullable Object[] filled = values.clone();
        for (int i = 0; i < filled.length; i++) {
            RecordComponent component = type.getRecordComponents()[i];
            filled[i] = filled[i] != null ? filled[i] : quiet.component(component, empty, all, null);
            if (filled[i] == null) {
                return;
            }
            all.put(Components.key(component), filled[i]);
        }
        try {
            Components.make(type, filled);
        } catch (SettingException e) {
            report(e.all().filter(each -> known.keySet().containsAll(each.reads())), block);
        } catch (IllegalArgumentException e) {
            // It does not say of which keys; told once all are good.
        }
    }

    private void report(Stream<SettingException> faults, Block block) {
        faults.forEach(each ->
                problems.add(block.markOf(each.key()), block.path(each.key()), String.valueOf(each.getMessage())));
    }

    private <T extends Record> @Nullable T make(Class<T> type, @Nullable Object[] values, Block block) {
        try {
            return Components.make(type, values);
        } catch (SettingException e) {
            report(e.all(), block);
        } catch (IllegalArgumentException e) {
            problems.add(block.mark(), block.path(), String.valueOf(e.getMessage()));
        }
        return null;
    }

    private @Nullable Object component(
            RecordComponent component, Block block, Map<String, Object> bound, @Nullable Record base) {
        Setting setting = Components.setting(component);
        String key = Components.key(component);
        Type type = Components.content(component);
        boolean optional = Components.isOptional(component);
        if (setting.planned() && isSet(block, key, setting)) {
            return null;
        }
        if (type == Secret.class) {
            return secret(component, block, base);
        }
        Node given = block.get(key);
        if (given == null && base != null) {
            return Components.value(component, base);
        }
        if (given != null && base != null && Components.isRecord(type)) {
            return within(((Class<?>) type).asSubclass(Record.class), block.at(key, given), component, base);
        }
        if (!setting.by().isEmpty()) {
            return allocator(block, key, setting.by(), bound);
        }
        if (optional) {
            return optional(type, block, key, setting);
        }
        Node node = given != null ? given : Components.standard(setting, type);
        if (node == null) {
            problems.add(block.mark(), block.path(key), "is required" + choices(type) + ". " + setting.help());
            return null;
        }
        return value(type, block.at(key, node), setting);
    }

    private static String choices(Type type) {
        return type instanceof Class<?> plain && plain.isEnum()
                ? ": " + String.join(", ", Scalars.words(plain)).replaceFirst(", (?=[^,]*$)", " or ")
                : "";
    }

    /** A block within one that has values already: what it does not say stays, too. */
    private <T extends Record> @Nullable Object within(
            Class<T> type, Place place, RecordComponent component, Record base) {
        Object before = Components.value(component, base);
        Record inner = (Record) (before instanceof Optional<?> maybe ? maybe.orElse(null) : before);
        T value = record(type, place, inner);
        return value != null && Components.isOptional(component) ? Optional.of(value) : value;
    }

    private @Nullable Object secret(RecordComponent component, Block block, @Nullable Record base) {
        String key = Components.key(component);
        Optional<String> given = Stream.of(key, Components.fileKey(key))
                .filter(name -> block.get(name) != null)
                .findFirst();
        if (given.isEmpty() && base != null) {
            return Components.value(component, base);
        }
        if (given.isPresent() && folder.isEmpty()) {
            problems.add(
                    block.markOf(given.get()),
                    block.path(given.get()),
                    "is a secret, or names a file with one, and cannot be tried; leave it out");
            return null;
        }
        return new SecretReader(problems, variables, folder.orElse(Path.of("")))
                .read(block, key, Components.isOptional(component));
    }

    /** Reports a key that is only reserved, unless its value says no more than its default. */
    private boolean isSet(Block block, String key, Setting setting) {
        for (String name : List.of(key, Components.fileKey(key))) {
            Node node = block.get(name);
            boolean empty = node == null
                    || (node instanceof CollectionNode<?> many
                            && many.getValue().isEmpty())
                    || (node instanceof ScalarNode scalar && isNothing(scalar, setting));
            if (!empty) {
                problems.add(block.markOf(name), block.path(name), "is not available yet in this version; remove it");
                return true;
            }
        }
        return false;
    }

    private boolean isNothing(ScalarNode scalar, Setting setting) {
        try {
            String text = variables.fill(scalar.getValue());
            return Place.isNull(scalar, text) || text.equals(setting.value());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private @Nullable Object optional(Type type, Block block, String key, Setting setting) {
        Node node = block.get(key);
        if (node == null
                || (node instanceof ScalarNode scalar && !Components.isRecord(type) && isNothing(scalar, setting))) {
            return Optional.empty();
        }
        Object value = value(type, block.at(key, node), setting);
        return value == null ? null : Optional.of(value);
    }

    private @Nullable Object allocator(Block block, String key, String by, Map<String, Object> bound) {
        if (!(bound.get(by) instanceof String name)) {
            return null;
        }
        Optional<AllocatorFactory<?>> type = types.allocator(name);
        if (type.isEmpty()) {
            String refusal = types.refusal(name, PolicyFactory.Kind.ALLOCATOR);
            problems.add(block.markOf(by), block.path(by), quote(name) + " " + refusal);
            return null;
        }
        Record parameters = record(type.get().parameters(), block.at(key), null);
        return parameters == null ? null : new Configured.OfAllocator(type.get(), parameters);
    }

    private @Nullable Object limiter(Place place) {
        Typed<LimiterFactory<?>> typed = typed(place, PolicyFactory.Kind.LIMITER, types::limiter);
        return typed == null ? null : new Configured.OfLimiter(typed.factory(), typed.parameters());
    }

    private @Nullable Object signal(Place place) {
        Typed<SignalFactory<?>> typed = typed(place, PolicyFactory.Kind.SIGNAL, types::signal);
        return typed == null ? null : new Configured.OfSignal(typed.factory(), typed.parameters());
    }

    private record Typed<F>(F factory, Record parameters) {}

    /** A block that has the type and, beside it, the parameters of that type. */
    private <F extends PolicyFactory<?>> @Nullable Typed<F> typed(
            Place place, PolicyFactory.Kind kind, Function<String, Optional<F>> find) {
        Block block = Block.of(place, problems);
        if (block == null) {
            return null;
        }
        Node named = block.get(TYPE);
        if (named == null) {
            problems.add(
                    block.mark(),
                    block.path(TYPE),
                    "is required; write one of " + String.join(", ", types.names(kind)));
            return null;
        }
        if (!(text(block.at(TYPE, named)) instanceof String name)) {
            return null;
        }
        Optional<F> type = find.apply(name);
        if (type.isEmpty()) {
            problems.add(block.markOf(TYPE), block.path(TYPE), quote(name) + " " + types.refusal(name, kind));
            return null;
        }
        Record parameters = record(type.get().parameters(), block.without(TYPE), null);
        return parameters == null ? null : new Typed<>(type.get(), parameters);
    }

    private @Nullable Object text(Place place) {
        return scalar(String.class, place, null);
    }

    private @Nullable Object value(Type type, Place place, Setting setting) {
        if (type instanceof ParameterizedType many) {
            return many.getRawType() == Map.class
                    ? map(many.getActualTypeArguments()[1], place, setting)
                    : list(Components.argument(many), place, setting);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Configured.OfLimiter.class) {
            return limiter(place);
        }
        if (plain == Configured.OfSignal.class) {
            return signal(place);
        }
        return Components.isRecord(plain)
                ? record(plain.asSubclass(Record.class), place, top.get(setting.inherit()))
                : scalar(plain, place, setting);
    }

    private @Nullable List<Object> list(Type element, Place place, Setting setting) {
        if (!(place.node() instanceof SequenceNode sequence)) {
            problems.add(
                    place.mark(), place.path(), "must be a list; write [A, B], or each element in a line after \"- \"");
            return null;
        }
        List<Object> values = new ArrayList<>();
        Map<String, Object> earlier = new LinkedHashMap<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            Place at = place.element(i, sequence.getValue().get(i));
            Object value = value(element, at, setting);
            if (value != null) {
                checkBeside(value, earlier, at);
                earlier.put(at.path(), value);
                values.add(value);
            }
        }
        return values.size() == sequence.getValue().size() ? values : null;
    }

    private @Nullable Map<String, Object> map(Type element, Place place, Setting setting) {
        Block block = Block.of(place, problems);
        if (block == null) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (String key : block.keys()) {
            Node node = block.get(key);
            Object value = node == null ? null : value(element, block.at(key, node), setting);
            if (value != null) {
                values.put(key, value);
            }
        }
        return values.size() == block.keys().size() ? values : null;
    }

    private void checkBeside(Object value, Map<String, Object> earlier, Place place) {
        Block block = value instanceof Sibling ? Block.of(place, new Problems("")) : null;
        if (block != null) {
            Findings findings = (key, message) -> problems.add(block.markOf(key), block.path(key), message);
            earlier.forEach((path, other) -> ((Sibling) value).checkBeside(other, path, findings));
        }
    }

    private @Nullable Object scalar(Class<?> type, Place place, @Nullable Setting setting) {
        if (!(place.node() instanceof ScalarNode node)) {
            problems.add(place.mark(), place.path(), "must be one value, not a list or a block of keys");
            return null;
        }
        try {
            String text = variables.fill(node.getValue());
            if (Place.isNull(node, text)) {
                problems.add(place.mark(), place.path(), "has no value; give one, or remove the key");
                return null;
            }
            Object value = Scalars.parse(type, text);
            if (setting != null) {
                Scalars.checkRange(value, type, setting);
            }
            return located(value);
        } catch (SettingException e) {
            problems.add(place.mark(), place.path(), String.valueOf(e.getMessage()));
            return null;
        } catch (IllegalArgumentException e) {
            // The text as written: what a variable holds may be a secret.
            problems.add(place.mark(), place.path(), quote(node.getValue()) + " " + e.getMessage());
            return null;
        }
    }

    /** What names a place on this machine names it from the folder of the file. */
    private Object located(Object value) {
        if (value instanceof Path path) {
            return home().resolve(path);
        }
        return value instanceof ControlSocket socket ? socket.from(home()) : value;
    }

    private Path home() {
        return folder.orElseThrow(() -> new SettingException("", "names a file, and cannot be tried; leave it out"));
    }

    // What stands before the @ of a URL may be a password.
    private static String quote(String value) {
        String safe = value.replaceAll("//.*@", "//<secret>@").replaceAll("[?#].*=.*", "?<secret>");
        return '"' + (safe.length() <= 80 ? safe : safe.substring(0, 80) + "...") + '"';
    }
}
