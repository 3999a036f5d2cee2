namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>A sign-in that is refused, with Entra's number for the reason.</summary>
internal sealed class SignInException(int status, string error, int code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Error { get; } = error;

    public int Code { get; } = code;
}
