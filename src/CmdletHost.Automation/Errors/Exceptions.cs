namespace System.Management.Automation;

/// <summary>An exception that brings its own error record.</summary>
public interface IContainsErrorRecord
{
    ErrorRecord ErrorRecord { get; }
}

/// <summary>The base of the errors that end a statement.</summary>
public class RuntimeException : SystemException, IContainsErrorRecord
{
    private ErrorRecord? _errorRecord;

    public RuntimeException() : this("An error ended the statement.") { }
    public RuntimeException(string message) : this(message, (Exception?)null) { }
    public RuntimeException(string message, Exception? innerException) : base(message, innerException) { }

    public RuntimeException(string message, Exception? innerException, ErrorRecord? errorRecord) : base(message, innerException) =>
        _errorRecord = errorRecord;

    internal RuntimeException(string errorId, string message) : this(message) =>
        _errorRecord = new ErrorRecord(this, errorId, ErrorCategory.InvalidOperation, null);

    public virtual ErrorRecord ErrorRecord => _errorRecord ??= new ErrorRecord(this, DefaultErrorId, DefaultCategory, ErrorTarget);

    internal virtual string DefaultErrorId => nameof(RuntimeException);

    internal virtual ErrorCategory DefaultCategory => ErrorCategory.NotSpecified;

    internal virtual object? ErrorTarget => null;
}

/// <summary>Unwinds a cmdlet whose pipeline is ending. A cmdlet lets it pass.</summary>
public class PipelineStoppedException : RuntimeException
{
    public PipelineStoppedException() : base("The pipeline has been stopped.") { }
    public PipelineStoppedException(string message) : base(message) { }

    internal override string DefaultErrorId => "PipelineStopped";

    internal override ErrorCategory DefaultCategory => ErrorCategory.OperationStopped;
}

/// <summary>An error that a preference of Stop made of a lesser one.</summary>
public class ActionPreferenceStopException : RuntimeException
{
    public ActionPreferenceStopException() : base("The running command stopped because a preference is set to Stop.") { }
    public ActionPreferenceStopException(string message) : base(message) { }
    internal ActionPreferenceStopException(string message, ErrorRecord record) : base(message, record.Exception, record) { }
}

public class CommandNotFoundException : RuntimeException
{
    public CommandNotFoundException() { }
    public CommandNotFoundException(string message) : base(message) { }

    internal CommandNotFoundException(string name, string message) : base(message) => CommandName = name;

    public string CommandName { get; set; } = "";

    internal override string DefaultErrorId => nameof(CommandNotFoundException);

    internal override ErrorCategory DefaultCategory => ErrorCategory.ObjectNotFound;

    internal override object? ErrorTarget => CommandName;
}

/// <summary>An argument or a piped object that doesn't fit the command's parameters.</summary>
public class ParameterBindingException : RuntimeException
{
    private readonly string _errorId = "RuntimeException";
    private readonly ErrorCategory _category = ErrorCategory.InvalidArgument;

    public ParameterBindingException() { }
    public ParameterBindingException(string message) : base(message) { }
    public ParameterBindingException(string message, Exception? innerException) : base(message, innerException) { }

    internal ParameterBindingException(string message, string errorId, string? parameterName, ErrorCategory category = ErrorCategory.InvalidArgument, Exception? inner = null)
        : base(message, inner) => (_errorId, ParameterName, _category) = (errorId, parameterName, category);

    public string? ParameterName { get; }

    public string ErrorId => _errorId;

    internal override string DefaultErrorId => _errorId;

    internal override ErrorCategory DefaultCategory => _category;
}

/// <summary>An argument that a validation refused: no other parameter is tried with it.</summary>
internal sealed class ParameterBindingValidationException(string message, string errorId, string parameterName, Exception? inner)
    : ParameterBindingException(message, errorId, parameterName, ErrorCategory.InvalidData, inner);

/// <summary>An argument that a transformation refused.</summary>
internal sealed class ParameterBindingArgumentTransformationException(string message, string parameterName, Exception inner)
    : ParameterBindingException(message, "ParameterArgumentTransformationError", parameterName, ErrorCategory.InvalidData, inner);

public class MetadataException : RuntimeException
{
    public MetadataException() { }
    public MetadataException(string message) : base(message) { }
    public MetadataException(string message, Exception? innerException) : base(message, innerException) { }
}

public class ValidationMetadataException : MetadataException
{
    public ValidationMetadataException() { }
    public ValidationMetadataException(string message) : base(message) { }
    public ValidationMetadataException(string message, Exception? innerException) : base(message, innerException) { }
}

public class ArgumentTransformationMetadataException : MetadataException
{
    public ArgumentTransformationMetadataException() { }
    public ArgumentTransformationMetadataException(string message) : base(message) { }
    public ArgumentTransformationMetadataException(string message, Exception? innerException) : base(message, innerException) { }
}

public class PSInvalidOperationException : InvalidOperationException, IContainsErrorRecord
{
    public PSInvalidOperationException() { }
    public PSInvalidOperationException(string message) : base(message) { }
    public PSInvalidOperationException(string message, Exception? innerException) : base(message, innerException) { }

    public ErrorRecord ErrorRecord => field ??= new ErrorRecord(this, "InvalidOperation", ErrorCategory.InvalidOperation, null);
}

public class PSArgumentException : ArgumentException, IContainsErrorRecord
{
    public PSArgumentException() { }
    public PSArgumentException(string message) : base(message) { }
    public PSArgumentException(string message, Exception? innerException) : base(message, innerException) { }

    public ErrorRecord ErrorRecord => field ??= new ErrorRecord(this, "Argument", ErrorCategory.InvalidArgument, null);
}

public class PSInvalidCastException : InvalidCastException, IContainsErrorRecord
{
    public PSInvalidCastException() { }
    public PSInvalidCastException(string message) : base(message) { }
    public PSInvalidCastException(string message, Exception? innerException) : base(message, innerException) { }

    internal PSInvalidCastException(string errorId, string message, Exception? innerException) : base(message, innerException) => ErrorId = errorId;

    internal string ErrorId { get; } = "ConvertToFinalInvalidCastException";

    public ErrorRecord ErrorRecord => field ??= new ErrorRecord(this, ErrorId, ErrorCategory.InvalidArgument, null);
}
