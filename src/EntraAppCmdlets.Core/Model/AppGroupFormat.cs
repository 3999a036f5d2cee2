namespace EntraAppCmdlets;

/// <summary>How a token names a group.</summary>
public enum AppGroupFormat
{
    /// <summary>The object ID, which every group has.</summary>
    ObjectId,

    /// <summary>The <c>sAMAccountName</c> of a group that is synchronized from Active Directory.</summary>
    SamAccountName,

    /// <summary>The DNS domain and the <c>sAMAccountName</c>, such as <c>contoso.com\Sales</c>, of a synchronized group.</summary>
    DnsDomainAndSamAccountName,

    /// <summary>The NetBIOS domain and the <c>sAMAccountName</c>, such as <c>CONTOSO\Sales</c>, of a synchronized group.</summary>
    NetBiosDomainAndSamAccountName,

    /// <summary>The display name of a group that was created in Microsoft Entra; only with <see cref="AppGroupClaim.ApplicationGroup"/>.</summary>
    CloudDisplayName,
}
