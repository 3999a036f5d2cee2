namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>
/// The variant of a vendor's guide that an app is registered for. Each has a unique name of its own, so that one variant never goes on with
/// the app of another unasked: what it adds (redirect URIs, permissions, consent) would change what that one may do.
/// </summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="Name">The variant.</param>
/// <param name="Others">The unique names that the other variants give an app of the same display name, with their names.</param>
internal sealed record VendorVariant(string Vendor, string Name, IReadOnlyDictionary<string, string> Others);
