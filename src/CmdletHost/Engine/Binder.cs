using System.Collections;
using System.Management.Automation;
using CmdletHost.Language;

namespace CmdletHost.Engine;

/// <summary>An argument as evaluated: named, positional, or named with its value joined by a colon.</summary>
internal sealed record Argument(string? Name, object? Value, bool HasValue, bool IsSplat = false);

/// <summary>
/// Binds arguments and piped objects to a cmdlet's parameters by PowerShell's rules: named, then positional, then what remains; each piped
/// object by value, then by property name, first without and then with conversion; the default parameter set before the others.
/// </summary>
internal sealed class Binder
{
    private const string NoSet = "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be " +
        "used together or an insufficient number of parameters were provided.";

    private readonly Session _session;
    private readonly CommandMetadata _metadata;
    private readonly Cmdlet _cmdlet;
    private readonly CommonParameters _common;
    private readonly InvocationInfo _invocation;
    private readonly List<Parameter> _unbound;
    private readonly List<(Parameter Parameter, object? Original)> _fromPipeline = [];
    private uint _sets;
    private uint _setsBeforePipeline;

    public Binder(Session session, CommandMetadata metadata, Cmdlet cmdlet, CommonParameters common, InvocationInfo invocation)
    {
        (_session, _metadata, _cmdlet, _common, _invocation) = (session, metadata, cmdlet, common, invocation);
        _unbound = [.. metadata.Parameters];
        _sets = metadata.AllSets;
    }

    /// <summary>Binds the command line.</summary>
    /// <exception cref="ParameterBindingException">An argument fits no parameter or not its parameter, or a mandatory one is missing.</exception>
    public void BindArguments(IReadOnlyList<Argument> arguments, bool expectsInput)
    {
        var positional = BindNamed(arguments, out var unknown);
        positional = BindPositional(positional, out var refusal);
        SelectSet(beforePipeline: true, fix: false);
        if (_cmdlet is IDynamicParameters source)
        {
            SetName();
            if (source.GetDynamicParameters() is { } dynamic)
            {
                _unbound.AddRange(_metadata.ReadDynamic(dynamic));
                _sets = _sets == uint.MaxValue ? _metadata.AllSets : _sets;
                positional = BindPositional([.. positional, .. BindNamed(unknown, out unknown)], out refusal);
            }
        }

        if (unknown.Count > 0 && _metadata.Type.Assembly == typeof(Binder).Assembly)
        {
            throw new NotKnownException($"The parameter -{unknown[0].Name} of {_metadata.Name}");
        }

        if (unknown.Count > 0)
        {
            throw Error($"A parameter cannot be found that matches parameter name '{unknown[0].Name}'.", "NamedParameterNotFound", unknown[0].Name);
        }

        BindRemaining(positional, refusal);
        var count = SelectSet(beforePipeline: expectsInput, fix: !expectsInput);
        RequireMandatory(count, expectsInput);
        SetName();
        _setsBeforePipeline = _sets;
    }

    /// <summary>Binds one piped object. What a former one had bound is taken back first.</summary>
    /// <exception cref="ParameterBindingException">The object fits no parameter or leaves a mandatory one without a value.</exception>
    public void BindInput(object? input)
    {
        try
        {
            TakeBack();
            _sets = _setsBeforePipeline;
            var any = false;
            foreach (var (byName, coerce) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
            {
                if (BindInput(input, byName, coerce))
                {
                    any = true;
                    SelectSet(beforePipeline: true, fix: true);
                }
            }

            SelectSet(beforePipeline: false, fix: true);
            if (!any)
            {
                throw new ParameterBindingException("The input object cannot be bound to any parameters for the command either because the command does not take pipeline input " +
                    "or the input and its properties do not match any of the parameters that take pipeline input.", "InputObjectNotBound", null);
            }

            var missing = _unbound.Where(item => item.IsMandatoryIn(_sets)).Select(item => item.Name).ToList();
            if (missing.Count > 0)
            {
                throw new ParameterBindingException("The input object cannot be bound because it did not contain the information required to bind all " +
                    $"mandatory parameters:  {string.Join(' ', missing)}", "InputObjectMissingMandatory", null);
            }

            SetName();
        }
        catch (ParameterBindingException)
        {
            TakeBack();
            throw;
        }
    }

    private static ParameterBindingException Error(string message, string id, string? name, Exception? inner = null) => new(message, id, name, ErrorCategory.InvalidArgument, inner);

    // A bad argument, as opposed to one of a type that another parameter may take.
    private static bool IsFinal(ParameterBindingException failure) => failure is ParameterBindingValidationException or ParameterBindingArgumentTransformationException;

    private List<Argument> BindNamed(IReadOnlyList<Argument> arguments, out List<Argument> unknown)
    {
        var positional = new List<Argument>();
        unknown = [];
        var named = new List<(Parameter Parameter, object? Value, bool IsSplat)>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (argument.Name is null)
            {
                positional.Add(argument);
                continue;
            }

            var parameter = Resolve(argument.Name);
            if (parameter is null)
            {
                // Perhaps one that the cmdlet adds later; then the next argument is its value.
                var takesNext = !argument.HasValue && index + 1 < arguments.Count && arguments[index + 1].Name is null;
                unknown.Add(takesNext ? new Argument(argument.Name, arguments[++index].Value, true) : argument);
            }
            else if (argument.HasValue)
            {
                named.Add((parameter, argument.Value, argument.IsSplat));
            }
            else if (parameter.IsSwitch)
            {
                named.Add((parameter, true, false));
            }
            else if (index + 1 < arguments.Count && arguments[index + 1].Name is null)
            {
                named.Add((parameter, arguments[++index].Value, false));
            }
            else
            {
                throw Error($"Missing an argument for parameter '{parameter.Name}'. Specify a parameter of type '{parameter.Type}' and try again.", "MissingArgument", parameter.Name);
            }
        }

        // An argument that was written out goes before the same one of a splatted table.
        foreach (var (parameter, value, _) in named.Where(item => !item.IsSplat || !named.Exists(other => !other.IsSplat && other.Parameter == item.Parameter)))
        {
            if (!_unbound.Contains(parameter))
            {
                throw Error($"Cannot bind parameter because parameter '{parameter.Name}' is specified more than once. To provide multiple values to parameters that can accept " +
                    "multiple values, use the array syntax. For example, \"-parameter value1,value2,value3\".", "ParameterAlreadyBound", parameter.Name);
            }

            Bind(parameter, value, coerce: true);
        }

        return positional;
    }

    private Parameter? Resolve(string name)
    {
        var all = _metadata.Parameters.Concat(_unbound).Distinct().ToList();
        if (all.Find(item => item.IsCalled(name)) is { } exact)
        {
            return exact;
        }

        var matches = all.Where(item => item.Begins(name)).ToList();
        var own = matches.Count > 1 ? matches.Where(item => !item.IsCommon).ToList() : matches;
        return own.Count == 1 || matches.Count == 0
            ? own.FirstOrDefault()
            : throw Error($"Parameter cannot be processed because the parameter name '{name}' is ambiguous. Possible matches include:" +
                $"{string.Concat(matches.Select(item => $" -{item.Name}"))}.", "AmbiguousParameter", name);
    }

    private List<Argument> BindPositional(List<Argument> arguments, out ParameterBindingException? refusal)
    {
        refusal = null;
        var rest = new List<Argument>();
        var next = 0;
        var positions = _unbound.SelectMany(item => item.DataIn(uint.MaxValue)).Where(data => data.Position >= 0 && !data.ValueFromRemainingArguments).Select(data => data.Position).Distinct().Order().ToList();
        foreach (var position in positions)
        {
            var candidates = _unbound.Where(item => item.DataIn(_sets).Any(data => data.Position == position && !data.ValueFromRemainingArguments)).ToList();
            if (candidates.Count == 0 || next >= arguments.Count)
            {
                continue;
            }

            var argument = arguments[next++];
            var done = false;
            foreach (var (coerce, preferred) in ((bool, uint)[])[(false, _metadata.DefaultSet & _sets), (false, _sets), (true, _metadata.DefaultSet & _sets), (true, _sets)])
            {
                foreach (var parameter in candidates.Where(item => !done && item.DataIn(preferred).Any(data => data.Position == position)))
                {
                    try
                    {
                        done |= Bind(parameter, argument.Value, coerce);
                    }
                    catch (ParameterBindingException failure) when (!IsFinal(failure))
                    {
                        refusal = failure;
                    }
                }
            }

            if (!done)
            {
                rest.Add(argument);
            }
        }

        rest.AddRange(arguments.Skip(next));
        return rest;
    }

    private void BindRemaining(List<Argument> arguments, ParameterBindingException? refusal)
    {
        if (arguments.Count == 0)
        {
            return;
        }

        if (_unbound.Find(item => item.DataIn(_sets).Any(data => data.ValueFromRemainingArguments)) is { } remaining)
        {
            Bind(remaining, arguments is [{ Value: not string and IList } single] ? single.Value
                : arguments.Select(item => item.Value is BareNumber number && remaining.Type == typeof(string[]) ? number.Text : Plain(item.Value)).ToArray(), coerce: true);
            return;
        }

        var value = Plain(arguments[0].Value);
        throw refusal ?? Error($"A positional parameter cannot be found that accepts argument '{LanguagePrimitives.ToText(value)}'.", "PositionalParameterNotFound", LanguagePrimitives.ToText(value));
    }

    private bool BindInput(object? input, bool byName, bool coerce)
    {
        var valid = _sets;
        if ((_metadata.DefaultSet & valid) != 0 && BindInputIn(_metadata.DefaultSet, input, byName, coerce))
        {
            return true;
        }

        var others = (_metadata.DefaultSet & valid) != 0 && valid != uint.MaxValue ? valid & ~_metadata.DefaultSet : valid;
        return BindInputIn(others, input, byName, coerce);
    }

    private bool BindInputIn(uint sets, object? input, bool byName, bool coerce)
    {
        var any = false;
        for (var index = _unbound.Count - 1; index >= 0; index--)
        {
            var parameter = _unbound[index];
            if (!parameter.DataIn(sets).Any(data => byName ? data.ValueFromPipelineByPropertyName : data.ValueFromPipeline))
            {
                continue;
            }

            var value = input;
            if (byName)
            {
                var property = input is null ? null : parameter.Aliases.Prepend(parameter.Name).Select(name => PSObject.FindProperty(input, name)).FirstOrDefault(item => item is not null);
                if (property is null)
                {
                    continue;
                }

                value = property.Value;
            }

            var original = parameter.Get(_cmdlet);
            try
            {
                if (Bind(parameter, value, coerce))
                {
                    _fromPipeline.Add((parameter, original));
                    any = true;
                }
            }
            catch (ParameterBindingException failure) when (!IsFinal(failure) ||
                (!byName && failure is ParameterBindingArgumentTransformationException { InnerException: PSInvalidCastException or ArgumentTransformationMetadataException { InnerException: PSInvalidCastException } }))
            {
                // Not this parameter: the next one or the next way may take it.
                continue;
            }
        }

        return any;
    }

    // Gives false only without coercion, where the value's type doesn't fit.
    private bool Bind(Parameter parameter, object? value, bool coerce)
    {
        object? bound;
        try
        {
            bound = Transform(parameter, value);
        }
        catch (Exception failure) when (failure is not (NotKnownException or PipelineStoppedException))
        {
            throw new ParameterBindingArgumentTransformationException($"Cannot process argument transformation on parameter '{parameter.Name}'. {failure.Message}", parameter.Name, failure);
        }

        if (coerce)
        {
            bound = Coerce(parameter, bound);
        }
        else if (!FitsAsIs(parameter, ref bound))
        {
            return false;
        }

        Validate(parameter, bound);
        try
        {
            parameter.Set(parameter.IsCommon ? _common : _cmdlet, bound);
        }
        catch (SetValueException failure)
        {
            throw new ParameterBindingException($"Cannot bind parameter '{parameter.Name}' to the target. Exception setting \"{parameter.Name}\": \"{failure.Message}\"",
                "ParameterBindingFailed", parameter.Name, ErrorCategory.WriteError, failure.InnerException);
        }

        _unbound.Remove(parameter);
        _invocation.BoundParameters[parameter.Name] = bound;
        if (parameter.Sets != uint.MaxValue)
        {
            _sets &= parameter.Sets;
        }

        return true;
    }

    private object? Transform(Parameter parameter, object? value)
    {
        value = value is AutomationNull ? null : value;
        foreach (var attribute in parameter.Attributes.OfType<ArgumentTransformationAttribute>())
        {
            if (value is not null || attribute.TransformNullOptionalParameters || parameter.IsMandatoryIn(uint.MaxValue))
            {
                value = attribute.Transform(_session.Engine, Plain(value));
            }
        }

        return value;
    }

    private static object? Plain(object? value) => value is BareNumber number ? number.Value : value;

    private static bool FitsAsIs(Parameter parameter, ref object? value)
    {
        value = Plain(value);
        if (value is null)
        {
            return !parameter.Type.IsValueType && parameter.Type != typeof(string);
        }

        if (!parameter.Type.IsInstanceOfType(value) && value is PSObject)
        {
            value = PSObject.Unwrap(value)!;
        }

        if (parameter.Type.IsInstanceOfType(value))
        {
            return true;
        }

        if (!LanguagePrimitives.IsListOf(parameter.Type, out var element))
        {
            return false;
        }

        var elements = LanguagePrimitives.GetEnumerable(value)?.Cast<object?>().ToList() ?? [value];
        if (!elements.TrueForAll(item => element.IsInstanceOfType(PSObject.Unwrap(item)) || element.IsInstanceOfType(item)))
        {
            return false;
        }

        value = LanguagePrimitives.ConvertTo(value, parameter.Type);
        return true;
    }

    private object? Coerce(Parameter parameter, object? value)
    {
        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        if (value is BareNumber number)
        {
            value = type == typeof(string) || type == typeof(string[]) ? number.Text : number.Value;
        }

        var plain = PSObject.Unwrap(value);
        if (plain is ScriptBlock && !type.IsInstanceOfType(plain) && parameter.TakesPipelineIn(_sets))
        {
            throw new NotKnownException($"A script block for -{parameter.Name}, run for each piped object,");
        }

        if (parameter.IsSwitch || type == typeof(bool))
        {
            return plain is bool or SwitchParameter || (plain is not null && LanguagePrimitives.IsNumeric(plain.GetType())) || (plain is null && parameter.IsSwitch)
                ? LanguagePrimitives.ConvertTo(plain, parameter.Type)
                : throw Error($"Cannot convert '{plain?.GetType().FullName ?? "null"}' to the type '{type}' required by parameter '{parameter.Name}'. ", "CannotConvertArgument", parameter.Name);
        }

        if (type == typeof(string) && LanguagePrimitives.GetEnumerable(plain) is IList)
        {
            throw Error($"Cannot convert '{plain!.GetType().FullName}' to the type 'System.String' required by parameter '{parameter.Name}'. Specified method is not supported.",
                "CannotConvertArgument", parameter.Name);
        }

        if (plain is null && !parameter.Type.IsValueType)
        {
            return null;
        }

        try
        {
            return LanguagePrimitives.ConvertTo(value, parameter.Type);
        }
        catch (PSInvalidCastException failure)
        {
            throw Error($"Cannot bind parameter '{parameter.Name}'. {failure.Message}", "CannotConvertArgumentNoMessage", parameter.Name, failure);
        }
    }

    private void Validate(Parameter parameter, object? value)
    {
        foreach (var attribute in parameter.Attributes.OfType<ValidateArgumentsAttribute>())
        {
            try
            {
                attribute.Check(value, _session.Engine);
            }
            catch (Exception failure) when (failure is not (NotKnownException or PipelineStoppedException))
            {
                throw new ParameterBindingValidationException($"Cannot validate argument on parameter '{parameter.Name}'. {failure.Message}", "ParameterArgumentValidationError", parameter.Name, failure);
            }
        }

        if (!parameter.IsMandatoryIn(uint.MaxValue))
        {
            return;
        }

        var elements = LanguagePrimitives.GetEnumerable(value)?.Cast<object?>().ToList();
        var (what, id, allowed) = value switch
        {
            null => ("it is null", "NullNotAllowed", parameter.Has<AllowNullAttribute>()),
            "" => ("it is an empty string", "EmptyStringNotAllowed", parameter.Has<AllowEmptyStringAttribute>()),
            _ when elements is { Count: 0 } => parameter.Type.IsArray
                ? ("it is an empty array", "EmptyArrayNotAllowed", parameter.Has<AllowEmptyCollectionAttribute>())
                : ("it is an empty collection", "EmptyCollectionNotAllowed", parameter.Has<AllowEmptyCollectionAttribute>()),
            _ when elements?.Contains(null) == true => ("it is null", "NullNotAllowed", parameter.Has<AllowNullAttribute>()),
            _ when elements?.Contains("") == true => ("it is an empty string", "EmptyStringNotAllowed", parameter.Has<AllowEmptyStringAttribute>()),
            _ => ("", "", true),
        };
        if (!allowed)
        {
            throw new ParameterBindingValidationException($"Cannot bind argument to parameter '{parameter.Name}' because {what}.", $"ParameterArgumentValidationError{id}", parameter.Name, null);
        }
    }

    // How many parameter sets are still possible; with "fix", the default set is chosen where it is one of several.
    private int SelectSet(bool beforePipeline, bool fix)
    {
        var count = System.Numerics.BitOperations.PopCount(_sets & _metadata.AllSets);
        if (count == 0)
        {
            throw Error(NoSet, "AmbiguousParameterSet", null);
        }

        if (count == 1 || _metadata.AllSets == uint.MaxValue)
        {
            return 1;
        }

        if ((_metadata.DefaultSet & _sets) != 0)
        {
            if (!fix)
            {
                return count;
            }

            _sets = _metadata.DefaultSet;
            return 1;
        }

        if (beforePipeline && _unbound.Exists(item => item.TakesPipelineIn(_sets)))
        {
            return count;
        }

        var complete = _sets & ~MandatoryOutside(_ => true);
        _sets = System.Numerics.BitOperations.PopCount(complete & _metadata.AllSets) == 1 ? complete : throw Error(NoSet, "AmbiguousParameterSet", null);
        return 1;
    }

    // The sets in which a mandatory parameter that meets the condition has no value yet.
    private uint MandatoryOutside(Func<(Parameter Parameter, uint Set), bool> condition)
    {
        var incomplete = 0u;
        for (var set = 1u; set != 0 && set <= _metadata.AllSets; set <<= 1)
        {
            incomplete |= _unbound.Exists(item => item.IsMandatoryIn(set) && condition((item, set))) ? set : 0;
        }

        return incomplete;
    }

    private void RequireMandatory(int validSets, bool expectsInput)
    {
        if (validSets > 1)
        {
            // The piped object may still choose; a set that lacks what can't be piped is out.
            var possible = _sets & ~MandatoryOutside(item => !item.Parameter.TakesPipelineIn(item.Set));
            if (possible != 0)
            {
                _sets = possible;
                return;
            }

            _sets = (_metadata.DefaultSet & _sets) != 0 ? _metadata.DefaultSet : throw Error(NoSet, "AmbiguousParameterSet", null);
        }

        var missing = _unbound.Where(item => item.IsMandatoryIn(_sets) && !(expectsInput && item.TakesPipelineIn(_sets))).Select(item => item.Name).ToList();
        if (missing.Count > 0)
        {
            throw Error($"Cannot process command because of one or more missing mandatory parameters: {string.Join(' ', missing)}.", "MissingMandatoryParameter", missing[0]);
        }
    }

    private void TakeBack()
    {
        foreach (var (parameter, original) in _fromPipeline)
        {
            parameter.Set(_cmdlet, original);
            _unbound.Add(parameter);
        }

        _fromPipeline.Clear();
    }

    private void SetName()
    {
        if (_cmdlet is PSCmdlet cmdlet)
        {
            var single = System.Numerics.BitOperations.PopCount(_sets & _metadata.AllSets) == 1;
            cmdlet.ParameterSet = _metadata.SetName(single || _metadata.DefaultSet == 0 ? _sets : _metadata.DefaultSet);
        }
    }
}
