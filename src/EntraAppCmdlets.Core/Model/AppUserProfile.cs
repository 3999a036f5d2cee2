using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>What a user's profile tells a vendor's app, and what it lacks.</summary>
public sealed record AppUserProfile
{
    /// <summary>The sign-in name.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>The object id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The e-mail address (<c>mail</c>).</summary>
    public string? EmailAddress { get; init; }

    /// <summary>The first name (<c>givenName</c>).</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name (<c>surname</c>).</summary>
    public string? LastName { get; init; }

    /// <summary>The full name (<c>displayName</c>).</summary>
    public string? FullName { get; init; }

    /// <summary>Whether all that was asked for is there.</summary>
    public bool Complete => Missing.Count == 0;

    /// <summary>The names of what is not there.</summary>
    public IReadOnlyList<string> Missing
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The group that the user was found in; null for one who was named.</summary>
    public string? Group { get; init; }

    /// <summary>Who lacks what.</summary>
    public override string ToString() =>
        $"{UserPrincipalName ?? FullName ?? Id.ToString()}: {(Complete ? "complete" : $"without {string.Join(", ", Missing)}")}";
}
