namespace EntraAppCmdlets.Aspects;

/// <summary>A part that asks for credentials, which are therefore no surplus ones of the app.</summary>
internal interface ICredentialPart
{
    /// <summary>Whether it asks for this credential.</summary>
    bool Names(AppCredential credential);
}
