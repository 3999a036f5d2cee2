using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace HelpBuilder.Commands;

/// <summary>An attribute of a class or property.</summary>
internal sealed record AttributeValue(string Name, CustomAttributeValue<ClrType> Value)
{
    /// <summary>A named argument; the given value if the attribute doesn't set it.</summary>
    public T Named<T>(string name, T otherwise)
    {
        foreach (var argument in Value.NamedArguments)
        {
            if (argument.Name == name)
            {
                return (T)argument.Value!;
            }
        }

        return otherwise;
    }

    /// <summary>The texts of a named argument that is a list; none if the attribute doesn't set it.</summary>
    public IReadOnlyList<string> Strings(string name) =>
        [.. Named<ImmutableArray<CustomAttributeTypedArgument<ClrType>>>(name, []).Select(item => item.Value).OfType<string>()];

    /// <summary>All values that are given without a name, those of a list one by one.</summary>
    public IEnumerable<object?> Unnamed =>
        Value.FixedArguments.SelectMany(argument =>
            argument.Value is ImmutableArray<CustomAttributeTypedArgument<ClrType>> list
                ? list.Select(item => item.Value)
                : [argument.Value]
        );
}
