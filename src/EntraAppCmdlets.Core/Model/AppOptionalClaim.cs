using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A claim that tokens for an app contain because its registration asks for it.</summary>
public sealed record AppOptionalClaim
{
    /// <summary>The name of the claim, such as <c>email</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of token that contains it.</summary>
    public required AppTokenType Token { get; init; }

    /// <summary>Where the value comes from: <c>user</c> for a directory extension; null for a claim that Microsoft Entra predefines.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the client needs the claim for a smooth sign-in.</summary>
    public bool Essential { get; init; }

    /// <summary>What changes the form of the claim, such as <c>emit_as_roles</c> of the claim <c>groups</c>.</summary>
    public IReadOnlyList<string> AdditionalProperties
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The application (client) ID of the app; null as a part of that app itself.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The name that people see of the app; null as a part of that app itself.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The tenant of the app; null as a part of that app itself.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>What tells it from the other claims of its app.</summary>
    internal (AppTokenType Token, string Name) Key => (Token, Name);

    /// <summary>Whether both ask for the same claim in the same form, whatever the order of the additional properties.</summary>
    public bool Equals(AppOptionalClaim? other) =>
        other is not null
        && (Key, Source, Essential, AppId) == (other.Key, other.Source, other.Essential, other.AppId)
        && AdditionalProperties.ToHashSet(StringComparer.Ordinal).SetEquals(other.AdditionalProperties);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();

    /// <summary>The name and the token, with what changes the form of the claim.</summary>
    public override string ToString() => $"{Name} ({string.Join(", ", [Token.ToString(), .. AdditionalProperties])})";
}
