using System.Management.Automation.Internal;

namespace System.Management.Automation;

/// <summary>Turns an argument into another before it is converted to its parameter's type.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class ArgumentTransformationAttribute : CmdletMetadataAttribute
{
    protected ArgumentTransformationAttribute() { }

    public virtual bool TransformNullOptionalParameters => true;

    public abstract object? Transform(EngineIntrinsics engineIntrinsics, object? inputData);
}

/// <summary>Makes a credential of an argument. A mere user name would have to ask for the password and is refused.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class CredentialAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PSObject.Unwrap(inputData);
        return value is null or PSCredential
            ? value
            : throw new ArgumentTransformationMetadataException("Asking for a password is not known here; PowerShell runs it. Pass a PSCredential.");
    }
}
