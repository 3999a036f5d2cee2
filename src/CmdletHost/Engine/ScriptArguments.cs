using System.Management.Automation;
using CmdletHost.Language;

namespace CmdletHost.Engine;

/// <summary>Gives a script's parameters their values from the words that follow its name.</summary>
internal static class ScriptArguments
{
    public static void Bind(Session session, IReadOnlyList<ScriptParameter>? parameters, IReadOnlyList<string> words)
    {
        if (parameters is null)
        {
            session.SetVariable("args", words.ToArray<object>());
            return;
        }

        var given = new Dictionary<ScriptParameter, object?>();
        var positional = new Queue<ScriptParameter>(parameters.Where(item => item.Preference is null && item.Type != typeof(SwitchParameter)));
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            ScriptParameter parameter;
            object? value = word;
            if (word.StartsWith('-') && word.Length > 1 && char.IsLetter(word[1]))
            {
                var (name, attached) = word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (word[1..colon], word[(colon + 1)..]) : (word[1..], null);
                parameter = Resolve(parameters, name);
                value = attached is not null ? Literal(attached) : parameter.Type == typeof(SwitchParameter) ? true
                    : index + 1 < words.Count ? words[++index] : throw new ParameterBindingException($"Missing an argument for parameter '{parameter.Name}'.");
            }
            else if (!positional.TryDequeue(out parameter!))
            {
                throw new ParameterBindingException($"A positional parameter cannot be found that accepts argument '{word}'.");
            }

            if (!given.TryAdd(parameter, Convert(parameter, value)))
            {
                throw new ParameterBindingException($"Cannot bind parameter because parameter '{parameter.Name}' is specified more than once.");
            }

            positional = new Queue<ScriptParameter>(positional.Where(item => !given.ContainsKey(item)));
        }

        foreach (var parameter in parameters.Where(item => item.Preference is null))
        {
            if (parameter.Mandatory && !given.ContainsKey(parameter))
            {
                throw new ParameterBindingException($"Cannot process command because of one or more missing mandatory parameters: {parameter.Name}.");
            }

            session.SetVariable(parameter.Name, given.TryGetValue(parameter, out var value) ? value
                : parameter.Initial is { } initial ? Convert(parameter, initial.Evaluate(session)) : DefaultOf(parameter.Type));
        }

        foreach (var (parameter, value) in given.Where(item => item.Key.Preference is not null))
        {
            session.SetVariable(parameter.Preference!, parameter.Preference switch
            {
                "VerbosePreference" or "DebugPreference" => LanguagePrimitives.IsTrue(value) ? ActionPreference.Continue : ActionPreference.SilentlyContinue,
                "WhatIfPreference" => LanguagePrimitives.IsTrue(value),
                "ConfirmPreference" => LanguagePrimitives.IsTrue(value) ? ConfirmImpact.Low : ConfirmImpact.None,
                _ => value,
            });
        }
    }

    private static ScriptParameter Resolve(IReadOnlyList<ScriptParameter> parameters, string name)
    {
        var matches = parameters.Where(item => item.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var exact = matches.Find(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return exact ?? (matches is [var single] ? single : throw new ParameterBindingException(matches.Count == 0
            ? $"A parameter cannot be found that matches parameter name '{name}'."
            : $"Parameter cannot be processed because the parameter name '{name}' is ambiguous."));
    }

    private static object? Literal(string text) => text.ToUpperInvariant() switch { "$TRUE" => true, "$FALSE" => false, _ => text };

    private static object? Convert(ScriptParameter parameter, object? value)
    {
        try
        {
            return LanguagePrimitives.ConvertTo(value, parameter.Type);
        }
        catch (PSInvalidCastException failure)
        {
            throw new ParameterBindingException($"Cannot process argument transformation on parameter '{parameter.Name}'. {failure.Message}", failure);
        }
    }

    private static object? DefaultOf(Type type) => type == typeof(string) ? "" : type.IsValueType ? Activator.CreateInstance(type) : null;
}
