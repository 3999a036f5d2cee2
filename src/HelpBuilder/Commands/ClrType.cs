using System.Collections.Immutable;

namespace HelpBuilder.Commands;

/// <summary>A type as metadata names it, without loading it.</summary>
/// <param name="FullName">Namespace and name, with the arity of a generic type but without its arguments.</param>
/// <param name="Arguments">The type arguments; of an array, its element.</param>
/// <param name="IsArray">Whether this is an array of its only argument.</param>
internal sealed record ClrType(string FullName, ImmutableArray<ClrType> Arguments, bool IsArray = false)
{
    /// <summary>A type without arguments.</summary>
    public ClrType(string fullName)
        : this(fullName, []) { }

    /// <summary>Whether it is PowerShell's switch, which takes no value on the command line.</summary>
    public bool IsSwitch => FullName == "System.Management.Automation.SwitchParameter";

    /// <summary>The type of one value: the element of an array, what a nullable type holds.</summary>
    public ClrType Value => IsArray || FullName == "System.Nullable`1" ? Arguments[0].Value : this;

    /// <summary>The name as PowerShell writes it in a syntax line: <c>String[]</c>.</summary>
    public string DisplayName => Write(type => type.FullName[(type.FullName.LastIndexOf('.') + 1)..]);

    /// <summary>The name as one writes it between brackets: <c>EntraAppCmdlets.AppRegistration</c>.</summary>
    public string QualifiedName => Write(type => type.FullName);

    private string Write(Func<ClrType, string> name)
    {
        if (IsArray)
        {
            return Arguments[0].Write(name) + "[]";
        }

        if (Arguments.IsEmpty)
        {
            return name(this);
        }

        // One may leave a nullable value out; what one writes is the value.
        return FullName == "System.Nullable`1"
            ? Arguments[0].Write(name)
            : $"{name(this).Split('`')[0]}[{string.Join(',', Arguments.Select(argument => argument.Write(name)))}]";
    }
}
