using System.Security;

namespace EntraAppCmdlets;

/// <summary>One value that a vendor's product asks for, under the vendor's own name.</summary>
public sealed record VendorAppSetting
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>The name as it appears in the vendor's form or deployment.</summary>
    public required string Name { get; init; }

    /// <summary>The value: text, or a SecureString for a secret; null without one.</summary>
    public object? Value { get; init; }

    /// <summary>The value as views show it: dots instead of a SecureString, with what writes it in plain text.</summary>
    public string? Shown => Value is SecureString ? $"{Dots} (-IncludeSecret writes it)" : Value?.ToString();

    /// <summary>Whether the value is secret.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Where the value comes from, if only a person can get it or it is not there yet.</summary>
    public string? From { get; init; }

    /// <summary>The address of the secret in the Key Vault that it was put into; null where it was not, and for what is no secret.</summary>
    public string? KeyVaultSecretId { get; init; }

    /// <summary>Its name in environment files.</summary>
    public required string Key { get; init; }

    /// <summary>The name and the value; dots instead of a secret.</summary>
    public override string ToString() => $"{Name} = {(IsSecret && Value is not null ? Dots : Value ?? "")}";

    private const string Dots = "******";
}
